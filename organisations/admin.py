from organisations.admin_site import show
from organisations.models import Membership

show(Membership, list_display=["user", "organisation", "role", "is_active"])
