"""The plan, its actions and their progress."""

from actions.models.action import Action
from actions.models.links import ActionIndicator, ActionLead, Placement, Question
from actions.models.plan import (
    Lead,
    LeadMember,
    LeftOut,
    Plan,
    PlanImport,
    PlanIndicator,
    Section,
)
from actions.models.progress import ProgressUpdate, Quarter

__all__ = [
    "Action",
    "ActionIndicator",
    "ActionLead",
    "Lead",
    "LeadMember",
    "LeftOut",
    "Placement",
    "Plan",
    "PlanImport",
    "PlanIndicator",
    "ProgressUpdate",
    "Quarter",
    "Question",
    "Section",
]
