import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.core.management import CommandError

from actions.imports import save
from actions.imports.effects import completed, later_dates
from actions.imports.links import KnownLead
from actions.imports.plan_load import compare
from actions.imports.printed import NotUnderstood
from actions.imports.proposals import as_json
from actions.imports.reading import read_known_leads, read_plan
from indicators.models import FIRST_YEAR, LAST_YEAR
from wres.accounts.access import EDIT_PLAN
from wres.accounts.commands import LoadingCommand, file_bytes, file_name, nothing_saved, place
from wres.accounts.middleware import london_today
from wres.files import reader
from wres.files.refused import RefusedError, quoted

SHOWN = 50  # problems printed
LATER = (
    "Nothing was saved: dates move later. Run it again with --reason TEXT to say why, or with "
    "--dry-run to see which"
)


REWORDED = (
    "Some rows may be actions of the plan in other words. They are left as they are: import the "
    "file on the page of the plan, which asks"
)
COMPLETED = (
    "Nothing was saved: actions without evidence become complete. Run it again with --reason TEXT "
    "to say why there is none, or with --dry-run to see which"
)
UNDECIDED = "It may be an action of the plan in other words, and nobody has said whether it is"
YEARS_APART = 2  # of a plan's date from its year; further is a typing error


class Command(LoadingCommand):
    help = (
        "Load a plan from a Word document (.docx), a workbook (.xlsx) or a CSV file: "
        "section, number, indicators, action, leads, completion."
    )
    permission = EDIT_PLAN

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="2025 for the plan of 2025-26")
        parser.add_argument("--plan-date", type=date.fromisoformat, required=True)
        parser.add_argument("--leads", type=Path, metavar="FILE", help="CSV: name, kind, aliases")
        parser.add_argument(
            "--reason",
            default="",
            help="why dates move later, or actions are complete without evidence",
        )

    def handle(self, *args, **options):
        organisation, person = self.organisation_and_person(options)
        try:
            data = file_bytes(options["file"])
            read = reader.read(read_plan, data, options["file"].name)
            if read.problems:
                self._refuse(read, options)
            load = self._load(organisation, person, read, data, options)
        except RefusedError as refused:
            raise CommandError(f"Nothing was saved. {refused}.") from refused
        self._answer(load, read, options)

    def _load(self, organisation, person, read, data, options):
        rows, not_understood = read.rows, read.not_understood
        if not FIRST_YEAR <= options["year"] <= LAST_YEAR:
            raise CommandError(f"Give --year as one from {FIRST_YEAR} to {LAST_YEAR}.")
        if abs(options["plan_date"].year - options["year"]) > YEARS_APART:
            raise CommandError("Give --plan-date as a day in or near the year of the plan.")
        leads: tuple[KnownLead, ...] = ()
        if options["leads"]:
            leads = reader.read(read_known_leads, file_bytes(options["leads"]))
        facts = {"year": options["year"], "plan_date": options["plan_date"], "leads": leads}
        if options["dry_run"]:
            return compare(organisation, rows, **facts)
        with self.one_change(organisation, person, options["file"]) as change:
            load = compare(organisation, rows, **facts)
            why = options["reason"].strip()
            if later_dates(load.changed) and not why:
                raise CommandError(LATER)
            if completed(load.changed) and not why:
                raise CommandError(COMPLETED)
            if load.changes_something:
                save.save(load, change, london_today(), person, why, why)
                checksum = hashlib.sha256(data).hexdigest()
                file = file_name(options["file"])
                left_out = [*not_understood, *_undecided(load, rows)]
                save.record(load.plan, file, checksum, len(rows), left_out)
        return load

    def _refuse(self, read, options):
        """Say what must be mended; CommandError."""
        problems = [asdict(problem) for problem in read.problems]
        if options["as_json"]:
            said = {"rows": len(read.rows), "actions": [], "questions": [], "problems": problems}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        for problem in read.problems[:SHOWN]:
            self.stderr.write(f"Problem: {place(problem)}")
        raise nothing_saved(problems)

    def _answer(self, load, read, options):
        """Print the plan as understood, as JSON; or what changes, in words."""
        total = _total(load, options["dry_run"])
        if options["as_json"]:
            self.stdout.write(json.dumps(as_json(load.understood), ensure_ascii=False, indent=2))
            for line in _left_out(read):
                self.stderr.write(line)
            self.stderr.write(total)
            return
        if load.matched.proposed:
            self.stdout.write(REWORDED)
        for line in (*read.notices, *_words(load, read.ignored), *_left_out(read)):
            self.stdout.write(line)
        self.stdout.write(total)


def _undecided(load, rows):
    for row in rows:
        if row.row in load.matched.proposed:
            yield NotUnderstood(row.row, row.raw["action"], UNDECIDED, row.place)


def _words(load, ignored):
    for lead in load.leads.new:
        yield f"New lead: {lead}"
    for lead, spellings in load.leads.learnt:
        yield f"New spelling of {lead}: {', '.join(spellings)}"
    for proposed in load.new:
        yield f"New: row {proposed.placements[0].row}, {proposed.title}"
    for row, action in load.joined:
        yield f"New placement: row {row.row}, {row.section} {row.number}: {action}"
    for changed in load.changed:
        yield f"Changed: row {changed.row.row}, {', '.join(_changes(changed)) or 'as printed only'}"
    for row, placement in load.matched.placements.items():
        if row in load.matched.proposed:
            title = quoted(placement.action.title)
            yield f"Left as it is, may be reworded: row {row}, like {title}"
    for placement in load.vanished:
        yield f"No longer in the file, kept: {placement}: {placement.action}"
    for doubt in load.questions.asked:
        yield f"Question: {place(doubt)}"
    for question in load.questions.withdrawn:
        yield f"Question withdrawn: {question}"
    if ignored:
        yield f"Ignored columns, kept as printed: {', '.join(ignored)}"


def _left_out(read):
    for line in read.not_understood:
        yield f"Not understood, left out: {line.words}, {quoted(line.text)}: {line.why}"


def _changes(changed):
    for name, value in changed.facts.items():
        if not name.endswith("_is_month"):
            yield f"{name.replace('_', ' ')}: {value or 'none'}"
    for name, change in (("leads", changed.leads), ("indicators", changed.indicators)):
        moves = [f"+ {each}" for each in change.added] + [f"- {each}" for each in change.removed]
        if moves:
            yield f"{name}: {', '.join(moves)}"


def _total(load, is_dry):
    changed = {row.placement.action_id for row in load.changed if row.changes_action}
    counts = (
        f"Actions: {len(load.new)} new, {len(changed)} changed, {load.unchanged_count} unchanged. "
        f"Rows no longer in the file: {len(load.vanished)}. "
        f"New questions: {len(load.questions.asked)}."
    )
    if not load.changes_something:
        return f"No changes. {counts}"
    return f"{'Would save' if is_dry else 'Saved'}. {counts}"
