"""What loading a plan would change → saved in one open change, with its questions, or not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db.models import Max

from actions import references
from actions.delivery import Status
from actions.imports import reload
from actions.imports.effects import completed, moves_later
from actions.imports.links import KnownLead
from actions.imports.matching import sections_by_name
from actions.imports.plan_load import PlanLoad
from actions.imports.printed import NotUnderstood, PlanRow
from actions.imports.proposals import understand
from actions.imports.reload import ChangedRow, ListChange
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    LeftOut,
    Placement,
    PlanImport,
    PlanIndicator,
    Question,
    Section,
)
from actions.updates import completion
from actions.updates.progress import take_status
from indicators.models import Indicator
from wres.files.spelling import fold
from wres.files.tables import Question as Doubt


@dataclass
class _Saving:
    """A load while it is being saved: the open change, the day, and rows by their names."""

    change: object
    day: date
    leads: dict[str, Lead]
    indicators: dict[int, Indicator]
    sections: dict[str, Section] = field(default_factory=dict)
    why_later: str = ""


def save(load: PlanLoad, change, day: date, person=None, why_later="", why_completed="") -> None:
    """Write what changes inside the open change. `day` is that of the changes to known actions.

    `person` is who made the decisions of the load; `why_later` is the reason of each action whose
    date the file moves later, and `why_completed` of each that it completes without evidence.
    """
    plan, is_first = load.plan, load.plan.pk is None
    if is_first:
        plan.save()
        indicators = Indicator.objects.filter(standard=plan.standard_id)
        change.insert_many([PlanIndicator(plan=plan, indicator=each) for each in indicators])
    change.insert_many(list(load.leads.new))
    for lead, spellings in load.leads.learnt:
        lead.aliases = [*lead.aliases, *spellings]
        lead.save()
    saving = _Saving(
        change,
        plan.date if is_first else day,
        {lead.name: lead for lead in plan.organisation.leads.all()},
        {each.number: each for each in Indicator.objects.filter(standard=plan.standard_id)},
    )
    saving.sections, saving.why_later = _save_sections(load), why_later
    actions = _save_actions(plan, load.new, saving)
    _save_placements(load, saving, actions)
    with change.because(why_completed):
        completion.complete_many(completed(load.changed), change, by=person, today=day)
    for changed in load.changed:
        _save_changed(changed, saving)
    save_questions(load, change, {"settled_by": person, "settled_on": day})


def cancel(action: Action, change, day: date, reason: str) -> None:
    """Cancel an action that its file no longer prints, inside the open change."""
    take_status(action, Status.CANCELLED, day)
    with change.because(reason):
        action.save()


def record(
    plan, file_name: str, sha256: str, rows: int, left_out: Iterable[NotUnderstood] = ()
) -> PlanImport:
    """Record, inside the open change, the file that the plan was loaded from.

    `left_out` are its lines of which no action was made.
    """
    lines = [{"where": each.words, "text": each.text, "why": each.why} for each in left_out]
    facts = {"file_name": file_name, "sha256": sha256, "rows": rows}
    origin = PlanImport.objects.create(plan=plan, **facts)
    if lines:
        LeftOut.objects.create(origin=origin, lines=lines)
    return origin


def part(placement: Placement, plan, change, day: date) -> Action:
    """A new action, the last of the plan, that says what the placement's row prints.

    Inside the open change; the placement itself is left to the caller.
    """
    leads = {lead.name: lead for lead in plan.organisation.leads.all()}
    known = [KnownLead(lead.name, tuple(lead.aliases)) for lead in leads.values()]
    known_numbers = Indicator.objects.filter(standard=plan.standard_id)
    indicators = {each.number: each for each in known_numbers}
    row = PlanRow(placement.row, placement.section.name, placement.number, placement.raw)
    facts = {"plan_date": plan.date, "plan_year": plan.year}
    read = understand([row], leads=known, indicator_numbers=indicators, **facts)
    sections = {fold(placement.section.name): placement.section}
    saving = _Saving(change, day, leads, indicators, sections)
    return _save_actions(plan, read.actions, saving)[0]


def _save_sections(load) -> dict[str, Section]:
    """The sections by their titles, with those added that new or moved rows name."""
    plan = load.plan
    sections = sections_by_name(plan.sections.all())
    position = plan.sections.aggregate(last=Max("position"))["last"] or 0
    new_rows = [row for proposed in load.new for row in proposed.placements]
    new_rows += [row for row, _ in (*load.joined, *load.moved)]
    for row in sorted(new_rows, key=lambda row: row.row):
        if fold(row.section) not in sections:
            position += 1
            section = Section.objects.create(plan=plan, name=row.section, position=position)
            sections[fold(row.section)] = section
    return sections


def _save_actions(plan, new, saving) -> list[Action]:
    """Actions in printed order, with their links and leads."""
    last = plan.actions.aggregate(last=Max("position"))["last"] or 0
    actions = [
        _action(plan, proposed, position, saving)
        for position, proposed in enumerate(new, start=last + 1)
    ]
    for action, reference in zip(
        actions, references.fresh(plan.organisation_id, len(actions)), strict=True
    ):
        action.reference = reference
    saving.change.insert_many(actions)
    links, leads = [], []
    for action, proposed in zip(actions, new, strict=True):
        links += [_link(action, n, saving, i) for i, n in _numbered(proposed.indicators.listed)]
        leads += [_led_by(action, n, saving, i) for i, n in _numbered(proposed.leads.names)]
    saving.change.insert_many(links)
    saving.change.insert_many(leads)
    return actions


def _action(plan, proposed, position, saving) -> Action:
    action = Action(
        organisation=plan.organisation,
        plan=plan,
        section=saving.sections[fold(proposed.placements[0].section)],
        position=position,
        created_on=saving.day,
        version=1,
    )
    facts = proposed.facts
    # What a plan first prints is where an action begins, not a change of its status.
    action.status = facts.pop("status")
    reload.apply(action, facts, saving.day)
    return action


def _numbered(listed: Iterable):
    return enumerate(listed, start=1)


def _link(action, number, saving, position) -> ActionIndicator:
    indicator = saving.indicators[number]
    return ActionIndicator(action=action, indicator=indicator, position=position)


def _led_by(action, name, saving, position) -> ActionLead:
    return ActionLead(action=action, lead=saving.leads[name], position=position)


def _save_placements(load, saving, actions):
    rows = [(row, a) for a, p in zip(actions, load.new, strict=True) for row in p.placements]
    rows += load.joined
    for action in {action.pk: action for _, action in load.joined}.values():
        action.save()  # its version says that it is printed once more
    saving.change.insert_many(
        [
            Placement(
                action=action,
                section=saving.sections[fold(row.section)],
                number=row.number,
                row=row.row,
                raw=dict(row.raw),
            )
            for row, action in rows
        ]
    )
    changed = {row.placement.pk: row for row in load.changed}
    written = {placement.pk: (row, placement) for row, placement in load.moved}
    written |= {pk: (changed[pk].row, changed[pk].placement) for pk in changed}
    moved = []
    for row, placement in written.values():
        if (section := saving.sections[fold(row.section)]) != placement.section:
            placement.section = section
            moved.append(placement.action)
        where = {"section": row.section, "number": row.number}
        said = {name: words for name, words in where.items() if row.raw.get(name, "").strip()}
        placement.row, placement.raw = row.row, dict(row.raw) | said
        placement.number = row.number
    saving.change.update_many(
        [placement for _, placement in written.values()], ["row", "raw", "number", "section"]
    )
    for action in dict.fromkeys(moved):
        first = action.placements.order_by("row", "pk").first()
        if first.section_id != action.section_id:
            action.section_id = first.section_id
            action.save()


def _save_changed(changed: ChangedRow, saving):
    """The action of a changed row, and the links that its cells add or take away."""
    if not changed.changes_action:
        return
    action = changed.placement.action
    with saving.change.because(saving.why_later if moves_later(changed) else ""):
        reload.apply(action, changed.facts, saving.day)
        action.save()
    links = {link.indicator.number: link for link in action.links.all()}
    _save_links(changed.indicators, links, partial(_link, action), saving)
    leads = {link.lead.name: link for link in action.action_leads.all()}
    _save_links(changed.leads, leads, partial(_led_by, action), saving)


def _save_links(change: ListChange, links: dict, make, saving):
    """Take away and add links by their keys; the cell's own come first, as it lists them."""
    if not change:
        return
    for key in change.removed:
        links.pop(key).delete()
    for key in change.added:
        links[key] = make(key, saving, 0)
    listed = [key for key in change.listed if key in links]
    for position, key in _numbered([*listed, *(key for key in links if key not in listed)]):
        if links[key].position != position:
            links[key].position = position
            links[key].save()


def save_questions(load, change, settled) -> None:
    """`settled` is who made the decisions of the load, and when."""
    # A row that has vanished may have left its number to another.
    vanished = [placement.pk for placement in load.vanished]
    placements = Placement.objects.filter(section__plan=load.plan).exclude(pk__in=vanished)
    actions = dict(placements.values_list("row", "action"))
    for question in load.questions.withdrawn:
        question.delete()
    for question, row in load.questions.moved:
        question.row = row
        question.save()
    said = {Doubt(each.row, "action", each.message): each.answer for each in load.likenesses}
    asked = dict.fromkeys([*load.questions.asked, *said])
    change.insert_many(
        [
            _question(load.plan, doubt, actions, said[doubt], **settled)
            if doubt in said
            else _question(load.plan, doubt, actions)
            for doubt in asked
        ]
    )


def _question(plan, doubt: Doubt, actions: dict[int, int], answer="", **settled) -> Question:
    """A doubt about the numbering is the plan's, any other its action's."""
    action = None if doubt.column == "number" else actions[doubt.row]
    return Question(
        plan=plan,
        action_id=action,
        row=doubt.row,
        column=doubt.column,
        message=doubt.message,
        answer=answer,
        **settled,
    )
