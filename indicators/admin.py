from indicators.models import Figure, FigureImport, PayBandCell
from wres.accounts.admin_site import show

show(Figure, list_display=["indicator", "year", "part", "state", "white", "bme", "value"])
show(FigureImport, list_display=["file_name", "rows"])
show(PayBandCell, list_display=["year", "staff_group", "band", "white", "bme", "unknown"])
