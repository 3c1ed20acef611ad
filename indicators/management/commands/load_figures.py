import hashlib
import json
from contextlib import nullcontext

from django.core.management import CommandError

from indicators.imports import figure_load, uploads
from wres.accounts.access import IMPORT_FIGURES
from wres.accounts.commands import LoadingCommand, file_bytes, file_name, nothing_saved, place
from wres.accounts.middleware import london_today
from wres.files.tables import Problem, RefusedError

SHOWN = 50  # problems printed
NO_REASON = (
    "Nothing was saved: figures of earlier years change. Run it again with --reason TEXT to say "
    "why; it stands on record with each figure."
)


class Command(LoadingCommand):
    help = "Load a CSV or XLSX file of figures: indicator, year, white, bme, value, or counts."
    permission = IMPORT_FIGURES

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--reason", default="", help="why figures of earlier years change")
        parser.add_argument(
            "--confirm",
            action="store_true",
            help="record that the person has looked at every question and that all is right",
        )

    def handle(self, *args, **options):
        organisation, person = self.organisation_and_person(options)
        path, is_dry, reason = options["file"], options["dry_run"], options["reason"].strip()
        data, today = file_bytes(path), london_today()
        try:
            read = uploads.read(data, file_name(path), today)
        except RefusedError as refused:
            problem = Problem(0, "", str(refused))
            self._answer(figure_load.FigureLoad(problems=(problem,)), (), options)
        change = self.one_change(organisation, person, path, reason)
        with nullcontext() if is_dry else change as change:
            load = figure_load.compare(organisation, read)
            if not is_dry and load.needs_reason and not reason:
                raise CommandError(NO_REASON)
            if not is_dry:
                figure_load.save(
                    load,
                    change,
                    organisation=organisation,
                    file_name=file_name(path),
                    sha256=hashlib.sha256(data).hexdigest(),
                    confirmed_by=person if options["confirm"] else None,
                    today=today,
                )
        self._answer(load, read.notices, options)

    def _answer(self, load, notices, options):
        """Print what was found; CommandError when there was a problem."""
        if options["as_json"]:
            self.stdout.write(json.dumps(load.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_words(load, notices, options)))
        if load.problems:
            raise nothing_saved(load.problems)


def _words(load, notices, options):
    yield from (f"Note: {notice}" for notice in notices)
    for title, found in (("New", load.new), ("Changed", load.changed)):
        yield from (f"{title}: {compared.words}" for compared in found)
    for title, notes in (("Problem", load.problems[:SHOWN]), ("Question", load.questions)):
        yield from (f"{title}: {place(note)}" for note in notes)
    if load.ignored:
        yield f"Ignored columns: {', '.join(load.ignored)}"
    counts = f"{len(load.new)} new, {len(load.changed)} changed, {len(load.unchanged)} unchanged."
    if not load.problems and not load.changes_something:
        yield f"No changes: {counts}"
    elif not load.problems:
        if load.questions and not options["confirm"]:
            yield _unconfirmed_words(len(load.questions), options["dry_run"])
        yield f"{'Would save' if options['dry_run'] else 'Saved'}: {counts}"


def _unconfirmed_words(count, is_dry):
    """What to do about questions, which are only asked of what changes: never a second time."""
    asked = "1 question is" if count == 1 else f"{count} questions are"
    if is_dry:
        return f"{asked} not confirmed: add --confirm if all is right, or correct the file."
    return f"{asked} not confirmed: look at the figures, and load a corrected file if one is wrong."
