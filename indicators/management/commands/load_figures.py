import hashlib
import json
from contextlib import nullcontext

from files.tables import Problem, RefusedError
from indicators import imports
from indicators.reading import read_figures
from organisations.access import IMPORT_FIGURES
from organisations.commands import LoadingCommand, file_bytes, file_name, nothing_saved, place

SHOWN = 50  # problems printed


class Command(LoadingCommand):
    help = "Load a CSV or XLSX file of figures: indicator, year, white, bme, value, or counts."
    permission = IMPORT_FIGURES

    def handle(self, *args, **options):
        organisation, person = self.organisation_and_person(options)
        path, is_dry = options["file"], options["dry_run"]
        data = file_bytes(path)
        try:
            known = imports.known_indicators()
            read = read_figures(data, indicators=known, file_name=file_name(path))
        except RefusedError as refused:
            self._answer(imports.FigureLoad(problems=(Problem(0, "", str(refused)),)), options)
        with nullcontext() if is_dry else self.one_change(organisation, person, path) as change:
            load = imports.compare(organisation, read)
            if not is_dry:
                imports.save(
                    load,
                    change,
                    organisation=organisation,
                    file_name=file_name(path),
                    sha256=hashlib.sha256(data).hexdigest(),
                )
        self._answer(load, options)

    def _answer(self, load, options):
        """Print what was found; CommandError when there was a problem."""
        if options["as_json"]:
            self.stdout.write(json.dumps(load.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_words(load, options["dry_run"])))
        if load.problems:
            raise nothing_saved(load.problems)


def _words(load, is_dry):
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
        yield f"{'Would save' if is_dry else 'Saved'}: {counts}"
