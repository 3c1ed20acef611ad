"""The plan, its actions and their progress."""

from actions.models.action import Action
from actions.models.cycle import (
    CalendarFeed,
    Challenge,
    ChangeOfMany,
    Completion,
    Evidence,
    EvidenceFile,
    Reminder,
    SavedFilter,
    StartPage,
    UpdateDraft,
)
from actions.models.large_file import LargeFile
from actions.models.leads import Lead, LeadMember
from actions.models.links import ActionIndicator, ActionLead, Placement, Question
from actions.models.plan import (
    ColumnName,
    LeftOut,
    Plan,
    PlanImport,
    PlanIndicator,
    Section,
)
from actions.models.progress import ProgressUpdate, Quarter
from actions.models.report import (
    Paper,
    PaperTemplate,
    Publication,
    Report,
    ReportedAction,
    ReportedOutcome,
    ReportPart,
)

__all__ = [
    "Action",
    "ActionIndicator",
    "ActionLead",
    "CalendarFeed",
    "Challenge",
    "ChangeOfMany",
    "ColumnName",
    "Completion",
    "Evidence",
    "EvidenceFile",
    "LargeFile",
    "Lead",
    "LeadMember",
    "LeftOut",
    "Paper",
    "PaperTemplate",
    "Placement",
    "Plan",
    "PlanImport",
    "PlanIndicator",
    "ProgressUpdate",
    "Publication",
    "Quarter",
    "Question",
    "Reminder",
    "Report",
    "ReportPart",
    "ReportedAction",
    "ReportedOutcome",
    "SavedFilter",
    "Section",
    "StartPage",
    "UpdateDraft",
]
