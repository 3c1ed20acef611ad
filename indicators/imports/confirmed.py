"""Questions that somebody confirmed, told only as far as suppression lets them be.

A question names numbers of its round and of other years, which it names too, and not which part
they are of. So it is hidden as soon as any figure of one of these rounds is suppressed.
"""

from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, TextField
from django.db.models.functions import Cast, Coalesce

from indicators.imports.contents import HIDDEN, MODELS, OF_FEW, SUPPRESSED
from indicators.models import Figure, FigureQuestion


@dataclass(frozen=True)
class Confirmed:
    """A question that was confirmed."""

    question: FigureQuestion
    hidden: str  # why its words are not told

    @property
    def message(self) -> str:
        return f"{self.hidden}." if self.hidden else self.question.message


def told(questions, *, sees_few: bool) -> list[Confirmed]:
    """The questions of this query in their order, without the words that suppression hides.

    They name counts, so who may not see numbers of few people is told of none.
    """
    if not sees_few:
        return [Confirmed(each, OF_FEW) for each in questions]
    held, cells = (_of_rounds(model.objects.filter(SUPPRESSED[model])) for model in MODELS)
    hides = Exists(held) | Exists(cells) | Exists(_of_rounds(_deleted()))
    found = questions.annotate(is_hidden=hides)
    return [Confirmed(each, HIDDEN if each.is_hidden else "") for each in found]


def _of_rounds(rows):
    """Those of the outer question's organisation and indicator, in a round that it tells of."""
    same = {name: OuterRef(name) for name in ("organisation", "indicator")}
    message = ExpressionWrapper(OuterRef("message"), output_field=TextField())
    rows = rows.annotate(message=message, digits=Cast("year", CharField()))
    rounds = Q(year=OuterRef("year")) | Q(year=OuterRef("year") - 1)
    return rows.filter(rounds | Q(message__contains=F("digits")), **same)


def _deleted():
    """The last history rows of figures that were suppressed when they were deleted for good."""
    rows = Figure.history.model.objects.annotate(of=Coalesce("unit", 0))
    place = ("organisation", "indicator", "year", "series", "part", "of")
    same = {name: OuterRef(name) for name in place}
    again = Figure.objects.annotate(of=Coalesce("unit", 0)).filter(**same)
    return rows.filter(SUPPRESSED[Figure], ~Exists(again), history_type="-")
