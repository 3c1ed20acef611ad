"""A file of figures on its way into the record: what it would change, and of whom.

Everything is worked out again from the bytes each time, so that no page shows what was.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from files.models import Upload
from files.spelling import fold
from files.tables import Problem, Question
from indicators import imports
from indicators.cells import TITLES
from indicators.figures import initial
from indicators.models import Indicator
from indicators.reading import FiguresRead, read_figures
from organisations.access import IMPORT_FIGURES, ROLE_PERMISSIONS
from organisations.models import Organisation

NOT_YOURS = (
    "“{code}” was given, and you administer no organisation of this code. Remove its rows, or "
    "ask its administrator to import them"
)


@dataclass(frozen=True)
class Asked:
    """A question of a preview, known by a key that stays the same while its words do."""

    code: str
    question: Question

    @property
    def key(self) -> str:
        asked = self.question
        return f"q{_checksum([self.code, asked.row, asked.column, asked.message])[:16]}"

    @property
    def place(self) -> str:
        """ "row 4, white", or "the file" where it is about no row."""
        row = f"row {self.question.row}" if self.question.row else "the file"
        column = self.question.column.replace("_", " ")
        return ", ".join(filter(None, [row, TITLES.get(column, column)]))

    @property
    def title(self) -> str:
        """The same at the start of a sentence."""
        return initial(self.place)


@dataclass(frozen=True)
class Part:
    """What the file would change of one organisation."""

    organisation: Organisation
    load: imports.FigureLoad

    @cached_property
    def digest(self) -> str:
        """A checksum of all that is shown: another one means that something moved."""
        return _checksum(self.load.as_json())

    @property
    def asked(self) -> list[Asked]:
        return [Asked(self.organisation.pk, question) for question in self.load.questions]


@dataclass(frozen=True)
class Preview:
    """What a file would change, by organisation; with a problem nothing of it can be saved."""

    upload: Upload
    read: FiguresRead
    parts: tuple[Part, ...]
    strangers: tuple[Problem, ...]

    @cached_property
    def problems(self) -> list[Problem]:
        of_parts = (problem for part in self.parts for problem in part.load.problems)
        found = {*self._read_problems, *self.strangers, *of_parts}
        return sorted(found, key=lambda problem: (problem.row, problem.column, problem.message))

    @property
    def _read_problems(self) -> list[Problem]:
        """Those of the file's rows, but for rows of organisations that are not the person's."""
        theirs = {part.organisation.pk for part in self.parts} | {"", self.upload.organisation_id}
        organisations = self.read.organisations
        return [each for each in self.read.problems if organisations.get(each.row, "") in theirs]

    @cached_property
    def new(self) -> list[imports.Compared]:
        return [compared for part in self.parts for compared in part.load.new]

    @cached_property
    def changed(self) -> list[imports.Compared]:
        return [compared for part in self.parts for compared in part.load.changed]

    @cached_property
    def unchanged(self) -> list[imports.Compared]:
        return [compared for part in self.parts for compared in part.load.unchanged]

    @cached_property
    def asked(self) -> list[Asked]:
        return [asked for part in self.parts for asked in part.asked]

    @property
    def is_of_several(self) -> bool:
        """Whether it is about more than the organisation in which it was uploaded."""
        return any(part.organisation.pk != self.upload.organisation_id for part in self.parts)

    @property
    def changes_something(self) -> bool:
        return not self.problems and any(part.load.changes_something for part in self.parts)

    @property
    def needs_reason(self) -> bool:
        return any(part.load.needs_reason for part in self.parts)

    @property
    def digests(self) -> dict[str, str]:
        """The checksum of each organisation that would change, by its code."""
        moving = [part for part in self.parts if part.load.changes_something]
        return {part.organisation.pk: part.digest for part in moving}

    @cached_property
    def digest(self) -> str:
        return _checksum([[part.organisation.pk, part.digest] for part in self.parts])


def read(data: bytes, file_name: str, today: date) -> FiguresRead:
    """The rows of a file; this year's round is the latest there can be. RefusedError."""
    known = imports.known_indicators()
    facts = Indicator.objects.filter(standard=imports.STANDARD)
    names = {fold(name): number for number, name in facts.values_list("number", "short_name")}
    return read_figures(
        data, indicators=known, names=names, last_year=today.year, file_name=file_name
    )


def by_code(upload: Upload, today: date) -> tuple[FiguresRead, dict[str, FiguresRead]]:
    """All rows, and those of each organisation by its code; rows without one are the upload's."""
    whole = read(bytes(upload.data), upload.file_name, today)
    return whole, whole.by_organisation(upload.organisation_id)


def preview(upload: Upload, person, today: date) -> Preview:
    """What the file would change of the organisations that the person administers.

    Any other is a problem, and nothing that it holds is looked at.
    """
    whole, reads = by_code(upload, today)
    theirs = administered_by(person, reads)
    parts = [compared(theirs[code], reads[code]) for code in reads if code in theirs]
    strangers = [
        Problem(_first_row(reads[code]), "organisation", NOT_YOURS.format(code=code))
        for code in reads
        if code not in theirs
    ]
    return Preview(upload, whole, tuple(parts), tuple(strangers))


def compared(organisation: Organisation, rows: FiguresRead) -> Part:
    return Part(organisation, imports.compare(organisation, rows))


def administered_by(person, codes: Iterable[str]) -> dict[str, Organisation]:
    """Those of the organisations whose figures the person may import, by their codes."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if IMPORT_FIGURES in may]
    memberships = person.memberships.active().filter(role__in=roles, organisation__in=list(codes))
    return {m.organisation_id: m.organisation for m in memberships.select_related("organisation")}


def _first_row(rows: FiguresRead) -> int:
    numbers = [each.row for each in (*rows.rows, *rows.cells, *rows.problems)]
    return min(numbers, default=0)


def _checksum(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
