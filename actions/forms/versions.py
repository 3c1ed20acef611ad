"""Forms of an action that two people may have open at once."""

from actions.models import Action
from wres.audit.people import with_who
from wres.nhsuk.forms import ShownVersion, VersionedForm


class FormOfAction(VersionedForm):
    """A form of one action, opened on a version of it."""

    action: Action
    version = ShownVersion("This page was not complete. Open it again from the action")
    changed = "The action has been changed meanwhile."
    label_size: str | None = None

    def stands(self):
        return self.action.version

    def opened_with(self):
        return super().opened_with() | self.values_of(self.action)

    def on_now(self, action) -> dict:
        """What the form is about, when the action stands like this."""
        return {"action": action}

    def refuse_if_edited(self, action):
        """Raise `Stale` unless the action, just read, has the version of the form."""
        version, history = self.cleaned_data["version"], action.history
        if action.version == version:
            return
        later = with_who(history.filter(version__gt=version))
        raise self.conflict(
            action,
            opened=history.filter(version=version).first(),
            since=later.order_by("history_id").first(),
            last=history.first(),
            **self.on_now(action),
        )
