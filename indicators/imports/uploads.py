"""A file of figures on its way into the record: what it would change, and of whom.

What a small one would change is worked out again from its bytes each time, so that no page shows
what was. A large one is left to a worker: see `stored`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects

from indicators.imports import figure_load, held
from indicators.imports.reading import FiguresRead, read_figures
from indicators.imports.values import TITLES
from indicators.models import Indicator
from indicators.rules.figures import initial
from wres.accounts.access import IMPORT_FIGURES, ROLE_PERMISSIONS
from wres.accounts.models import Organisation
from wres.audit.stale import digest
from wres.files import reader
from wres.files.models import Upload
from wres.files.spelling import fold
from wres.files.tables import Problem, Question

ROWS_AT_ONCE = 300  # compared in a request
CODES_ASKED = 500  # in one question; of more, all that a person administers are asked for
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
        return f"q{digest([self.code, asked.row, asked.column, asked.message])[:16]}"

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
    load: figure_load.FigureLoad

    @cached_property
    def digest(self) -> str:
        """A checksum of all that is shown: another one means that something moved."""
        return digest(self.load.as_json())

    @property
    def moving(self) -> int:
        """How many rows would be saved."""
        return len(self.load.new) + len(self.load.changed)

    @property
    def asked(self) -> list[Asked]:
        return [Asked(self.organisation.pk, question) for question in self.load.questions]


@dataclass(frozen=True)
class Preview:
    """What a file of one organisation would change; with a problem nothing can be saved."""

    upload: Upload
    read: FiguresRead
    part: Part

    is_of_several = False

    @cached_property
    def problems(self) -> list[Problem]:
        return in_order(self.part.load.problems)

    @property
    def new_count(self) -> int:
        return len(self.part.load.new)

    @property
    def changed_count(self) -> int:
        return len(self.part.load.changed)

    @property
    def unchanged_count(self) -> int:
        return len(self.part.load.unchanged)

    @cached_property
    def asked(self) -> list[Asked]:
        return self.part.asked

    @property
    def changes_something(self) -> bool:
        return self.part.load.changes_something

    @property
    def needs_reason(self) -> bool:
        return self.part.load.needs_reason

    @property
    def digest(self) -> str:
        return self.part.digest

    @property
    def not_read(self) -> list[list]:
        return not_read(self.read)

    @property
    def read_as(self) -> FiguresRead:
        """With the words for its shape, its notices and the columns that are ignored."""
        return self.read


def read(data: bytes, file_name: str, today: date) -> FiguresRead:
    """The rows of a file; this year's round is the latest there can be. RefusedError."""
    known = figure_load.known_indicators()
    indicators = Indicator.objects.filter(standard=figure_load.STANDARD)
    names = {fold(name): number for number, name in indicators.values_list("number", "short_name")}
    return reader.read(
        read_figures,
        data,
        file_name=file_name,
        indicators=known,
        names=names,
        last_year=today.year,
    )


def is_for_a_worker(whole: FiguresRead, home: str) -> bool:
    """Whether it is too much for a request: of another organisation than `home`, or long."""
    is_long = len(whole.rows) + len(whole.cells) > ROWS_AT_ONCE
    return is_long or whole.by_organisation(home).keys() != {home}


def by_code(upload: Upload, today: date) -> tuple[FiguresRead, dict[str, FiguresRead]]:
    """All rows, and those of each organisation by its code; rows without one are the upload's."""
    whole = read(bytes(upload.data), upload.file_name, today)
    return whole, whole.by_organisation(upload.organisation_id)


def preview(upload: Upload, today: date) -> Preview:
    """What a file of the upload's own organisation would change."""
    whole, reads = by_code(upload, today)
    return Preview(upload, whole, compared(upload.organisation, reads[upload.organisation_id]))


def compared(organisation: Organisation, rows: FiguresRead) -> Part:
    return Part(organisation, figure_load.compare(organisation, rows))


def compared_of(person, reads: Mapping[str, FiguresRead]) -> dict[str, Part]:
    """The same of each organisation whose figures the person may import, by its code.

    However many they are, the database is asked a handful of questions.
    """
    theirs = administered_by(person, reads.keys())
    prefetch_related_objects(list(theirs.values()), *held.FETCHED_TOGETHER)
    known = held.indicators()
    return {
        code: Part(organisation, figure_load.compare(organisation, reads[code], known))
        for code, organisation in theirs.items()
    }


def administered_by(person, codes: Collection[str]) -> dict[str, Organisation]:
    """Those of the organisations whose figures the person may import, by their codes."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if IMPORT_FIGURES in may]
    memberships = person.memberships.active().filter(role__in=roles)
    if len(codes) < CODES_ASKED:
        memberships = memberships.filter(organisation__in=list(codes))
    theirs = {m.organisation_id: m.organisation for m in memberships.select_related("organisation")}
    return {code: theirs[code] for code in codes if code in theirs}


def not_read(rows: FiguresRead) -> list[list]:
    """The rows that are no figures: the number of each, and what it says and why."""
    return [[left.row, left.words] for left in rows.not_read]


def first_row(rows: FiguresRead) -> int:
    found: list[Any] = [*rows.rows, *rows.cells, *rows.problems]
    return min((each.row for each in found), default=0)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each once, by row."""
    return sorted(set(problems), key=lambda each: (each.row, each.column, each.message))
