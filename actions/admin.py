from actions import models
from wres.accounts.admin_site import show

show(models.Plan, list_display=["organisation", "year", "date"])
show(models.PlanIndicator, "plan__organisation", list_display=["plan", "indicator"])
show(models.Section, "plan__organisation", list_display=["plan", "position", "name"])
show(models.Lead, list_display=["name", "kind", "aliases"])
show(models.LeadMember, "lead__organisation", list_display=["lead", "user"])
show(models.Action, list_display=["title", "status", "target_date", "version"])
show(models.Placement, "action__organisation", list_display=["section", "number", "row"])
show(models.ActionIndicator, "action__organisation", list_display=["action", "indicator", "role"])
show(models.ActionLead, "action__organisation", list_display=["action", "lead"])
show(models.Question, "plan__organisation", list_display=["row", "column", "message"])
show(models.Quarter, "plan__organisation", list_display=["plan", "year", "number", "state"])
show(models.ProgressUpdate, "action__organisation", list_display=["action", "day", "author"])
show(models.Challenge, "quarter__plan__organisation", list_display=["question", "asked_by"])
show(models.ChangeOfMany, "plan__organisation", list_display=["what", "actions", "day"])
