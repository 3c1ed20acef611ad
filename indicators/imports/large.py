"""What a large file would change, compared by a worker and kept for the pages that show it."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import batched

from django.core.paginator import Page, Paginator

from indicators.imports import pages, uploads
from indicators.imports.pages import PROBLEMS_SHOWN, ROWS_SHOWN_OF_LARGE, Row
from indicators.imports.reading import FiguresRead
from indicators.imports.uploads import Asked
from indicators.jobs import Work
from wres.accounts.middleware import london_today
from wres.audit.stale import digest
from wres.files.models import Upload, UploadPart
from wres.files.tables import Problem, Question, RefusedError

SHOWN = 50  # rows that were not read
AT_ONCE = 10  # organisations compared between two signs of life
NOT_COMPARED = (
    "“{code}” was given, and {person}, who uploaded the file, administers no organisation of "
    "this code. Upload the file again yourself"
)


def compare(work: Work) -> None:
    """Read the file, compare it an organisation after the other, and give it back to a person."""
    upload = work.look()
    try:
        whole, reads = uploads.by_code(upload, london_today())
    except RefusedError as refused:
        with work.step() as upload:
            upload.state, upload.message = Upload.REFUSED, str(refused)
        return
    person, theirs = upload.person, uploads.administered_by(upload.person, reads)
    with work.step() as upload:
        upload.parts.all().delete()
        upload.facts = _facts(whole, reads)
        upload.done, upload.total = 0, len(theirs)
    for codes in batched(theirs, AT_ONCE, strict=False):
        found = uploads.compared_of(person, {code: reads[code] for code in codes})
        parts = [_part(upload, part, reads[code]) for code, part in found.items()]
        with work.step() as upload:
            UploadPart.objects.bulk_create(parts)
            upload.done += len(parts)
    with work.step() as upload:
        upload.state = Upload.WAITING


def _facts(whole, reads) -> dict:
    """How the file was read, and the first row of each code in it."""
    not_read = {words for _, words in uploads.not_read(whole)}
    return {
        "row_count": len(whole.organisations),
        "shape_words": whole.shape_words,
        "notices": [notice for notice in whole.notices if notice not in not_read],
        "ignored": list(whole.ignored),
        "first_rows": {code: uploads.first_row(rows) for code, rows in reads.items()},
    }


def _part(upload: Upload, part: uploads.Part, rows: FiguresRead) -> UploadPart:
    load = part.load
    return UploadPart(
        upload=upload,
        organisation=part.organisation,
        digest=part.digest,
        new=len(load.new),
        changed=len(load.changed),
        unchanged=len(load.unchanged),
        needs_reason=load.needs_reason,
        problems=_plain(load.problems),
        questions=_plain(load.questions),
        rows=[row.as_list() for row in pages.first_rows(part)],
        not_read=uploads.not_read(rows),
    )


def _plain(notes) -> list[list]:
    return [[note.row, note.column, note.message] for note in notes]


@dataclass(frozen=True)
class StoredPreview:
    """What the worker has compared, as far as this person administers the organisations."""

    upload: Upload
    person: object

    @cached_property
    def parts(self) -> list[UploadPart]:
        found = self.upload.parts.defer("rows").select_related("organisation")
        return [part for part in found if part.organisation_id in self._theirs]

    @cached_property
    def _theirs(self):
        return uploads.administered_by(self.person, self.upload.facts["first_rows"])

    @cached_property
    def problems(self) -> list[Problem]:
        found = {Problem(*each) for part in self.parts for each in part.problems}
        return uploads.in_order({*found, *self._strangers()})

    def _strangers(self):
        """A problem for each code in the file that is not among the parts."""
        compared = {part.organisation_id for part in self.parts}
        for code, row in self.upload.facts["first_rows"].items():
            if code not in compared:
                words = NOT_COMPARED if code in self._theirs else uploads.NOT_YOURS
                message = words.format(code=code, person=self.upload.person)
                yield Problem(row, "organisation", message)

    @property
    def new_count(self) -> int:
        return sum(part.new for part in self.parts)

    @property
    def changed_count(self) -> int:
        return sum(part.changed for part in self.parts)

    @property
    def unchanged_count(self) -> int:
        return sum(part.unchanged for part in self.parts)

    @cached_property
    def asked(self) -> list[Asked]:
        return [
            Asked(part.organisation_id, Question(*each))
            for part in self.parts
            for each in part.questions
        ]

    @property
    def codes(self) -> list[str]:
        """The organisations that would change."""
        return [part.organisation_id for part in self.parts if part.moving]

    @property
    def changes_something(self) -> bool:
        return bool(self.codes) and not self.problems

    @property
    def needs_reason(self) -> bool:
        return any(part.needs_reason for part in self.parts)

    @cached_property
    def digest(self) -> str:
        return digest([[part.organisation_id, part.digest] for part in self.parts])

    @property
    def is_of_several(self) -> bool:
        return self.upload.facts["first_rows"].keys() != {self.upload.organisation_id}

    @property
    def read_as(self) -> dict:
        """How the file was read, and the rows of these organisations that were not."""
        facts, told = self.upload.facts, [words for _, words in self.not_read[:SHOWN]]
        return facts | {"notices": [*facts["notices"], *told]}

    @cached_property
    def not_read(self) -> list[list]:
        """The rows of these organisations that were not read: number and words."""
        return sorted(line for part in self.parts for line in part.not_read)


A_PAGE = 25  # organisations


@dataclass(frozen=True)
class StoredPage:
    """The page with this number, or the page of the organisation with this code."""

    preview: StoredPreview
    number: str | None
    code: str

    unchanged = ()

    @cached_property
    def page(self) -> Page:
        return Paginator(self.preview.parts, A_PAGE).get_page(self.number)

    @cached_property
    def chosen(self) -> UploadPart | None:
        """The organisation that was asked for, if the person may see it."""
        return next((p for p in self.preview.parts if p.organisation_id == self.code), None)

    @cached_property
    def shown(self) -> list[UploadPart]:
        return [self.chosen] if self.chosen else list(self.page)

    @cached_property
    def rows(self) -> list[Row]:
        """The first changes of the organisations shown."""
        found = self.preview.upload.parts.filter(pk__in=[part.pk for part in self.shown])
        lists = found.values_list("organisation_id", "rows")
        rows = [replace(Row(*row), code=code) for code, rows in lists for row in rows]
        return rows[:ROWS_SHOWN_OF_LARGE]

    @property
    def left_out(self) -> int:
        return sum(part.moving for part in self.shown) - len(self.rows)

    @property
    def problems(self):
        return self.preview.problems[:PROBLEMS_SHOWN]
