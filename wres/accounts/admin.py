from wres.accounts.admin_site import show
from wres.accounts.models import Membership, SigningInRule

show(Membership, list_display=["user", "organisation", "role", "is_active"])
show(SigningInRule, list_display=["organisation", "second_factor_for_all"])
