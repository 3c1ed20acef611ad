"""The sections of a plan and the places of actions in them, as a person arranges them."""

from django.db.models import Max

from actions.imports.export_cells import PUBLISHED, unplaced
from actions.models import Action, Placement, Section


def next_number(section: Section) -> int:
    """The number that an action gets when it is put at the end of the section."""
    numbers = section.placements.values_list("number", flat=True)
    plain = [int(number) for number in numbers if number.isascii() and number.isdecimal()]
    return max(plain, default=0) + 1


def place(action: Action, number: str = "") -> Placement:
    """Print the action, with its leads and indicators saved, at the end of its section."""
    placed = Placement.objects.filter(section__plan=action.plan_id)
    last = placed.aggregate(last=Max("row"))["last"] or 1
    cells, number = unplaced(action), number or str(next_number(action.section))
    raw = {name: cells[name] for name in PUBLISHED} | {"number": number}
    return Placement.objects.create(
        action=action, section=action.section, number=number, row=last + 1, raw=raw
    )


def move(action: Action, section: Section) -> None:
    """Put the action, which is left to save, and its first place into another section.

    It gets the number that it had there before while that is free, else the next one.
    """
    action.section = section
    home = action.placements.order_by("row", "pk").first()
    if home is None or action.placements.filter(section=section).exists():
        return
    had = home.history.filter(section=section).order_by("history_id").last()
    is_free = had and not section.placements.filter(number=had.number).exists()
    home.section, home.number = section, had.number if is_free else str(next_number(section))
    home.save()


def arrange(sections: list[Section]) -> None:
    """Give the sections of a plan this order, inside an open change.

    Those that go behind another are put at the end, so that no two ever have the same position
    and each that moves leaves one row in the trail.
    """
    last, before = max((each.position for each in sections), default=0), 0
    for section in sections:
        if section.position <= before:
            last = section.position = last + 1
            section.save()
        before = section.position


def step(section: Section, up: bool) -> None:
    """Move the section one place up or down, inside an open change; the first stays the first."""
    sections = list(section.plan.sections.all())
    here = sections.index(section)
    there = here - 1 if up else here + 1
    if 0 <= there < len(sections):
        sections[here], sections[there] = sections[there], sections[here]
        arrange(sections)


def end_of(plan) -> int:
    """The position of a section behind all others of the plan."""
    return (plan.sections.aggregate(last=Max("position"))["last"] or 0) + 1
