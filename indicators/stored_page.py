"""What a worker has compared as its page shows it: organisations by page, or one of them."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Page, Paginator

from files.models import UploadPart
from indicators.preview_page import PROBLEMS_SHOWN, ROWS_SHOWN_OF_LARGE, Row
from indicators.stored import StoredPreview

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
