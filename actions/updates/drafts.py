"""Drafts: what a person has typed of an update and not yet sent. A draft is no update."""

from django.http import QueryDict

from actions.models import UpdateDraft

NOT_KEPT = {"csrfmiddlewaretoken", "submission", "next", "save", "draft", "actions"}


def keep(action, person, values) -> UpdateDraft:
    """Keep these inputs of the form as the person's one draft of the action."""
    kept = {name: value for name, value in values.items() if name not in NOT_KEPT}
    draft, _ = UpdateDraft.objects.update_or_create(
        action=action, person=person, defaults={"values": kept}
    )
    return draft


def typed(data, prefix="") -> dict[str, str]:
    """The inputs of one form among posted data, by their names without the form's prefix."""
    start = f"{prefix}-" if prefix else ""
    return {name.removeprefix(start): data[name] for name in data if name.startswith(start)}


def as_data(draft, prefix="", **more) -> QueryDict:
    """The draft as a form with this prefix would have sent it."""
    start, data = f"{prefix}-" if prefix else "", QueryDict(mutable=True)
    for name, value in {**draft.values, **more}.items():
        data[f"{start}{name}"] = str(value)
    return data


def of(actions, person) -> dict[int, UpdateDraft]:
    """The person's drafts of these actions, by the number of the action."""
    found = UpdateDraft.objects.filter(person=person, action__in=actions)
    return {draft.action_id: draft for draft in found}


def forget(action, person):
    """An update was sent: what it was drafted from is no longer needed."""
    UpdateDraft.objects.filter(action=action, person=person).delete()
