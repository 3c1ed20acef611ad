"""What anyone may read of a closed quarter, a year's outcomes or a plan: a document of its own.

Without leads, questions and names, and without numbers that would tell of few people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from actions.dates import PrintedDate
from actions.models import Placement
from actions.outcomes import BANDS, TILES_BESIDE, Outcomes
from actions.outcomes.indicator import GROUP_LOOKS, GroupLook
from actions.quarter.report import drawn
from actions.reports.document import Column, Document, Kind, Part, Table
from actions.summary.position import OutcomeRow
from indicators.rules import disclosure, statistics
from indicators.rules.comparison import RULE_VERSION, Unit
from indicators.rules.figures import initial
from wres.files.spelling import places
from wres.nhsuk.charts import Chart
from wres.words import counted

LEFT_OUT = {"statement-4", "challenges"}  # parts for those who are signed in
PRIVATE_COLUMNS = {"Leads", "Asked by"}
NUMBERS = {
    "Now",
    "Last year",
    "Baseline",
    "Gap",
    "Why",
}  # columns of the outcomes that few people hide
FEW = "Not published: fewer than {limit} people"


# Facts of a report that are for those who check it: they stay in its papers and on record.
FOR_CHECKERS = {"Audit trail"}
ROWS_IN_VIEW = 8  # of a table; a longer one is folded
ARROWS = {" up from ": "▲", " down from ": "▼", "same as ": "▶"}


@dataclass(frozen=True)
class Tile:
    """An indicator of a published table: its cells by column, and how it moved since when."""

    cells: dict[str, str]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What stands below the numbers, as far as the table has it."""
        names = ("Last year", "Position", "Gap", "Focus area", "Why")
        found = [(name, self.cells.get(name, "")) for name in names]
        if ", " in self.cells["Group"]:  # it says who stated it, and what the rule gives
            found.append(("Group", self.cells["Group"]))
        return [(name, words) for name, words in found if words and words != "No"]

    @property
    def moves(self) -> list[tuple[str, str]]:
        """(arrow, words) of each number against the baseline."""
        said = self.cells.get("Baseline") or ""
        year, _, moved = said.partition(": ")
        if not moved:
            return [("", said)] if said else []
        return [
            (next((sign for words, sign in ARROWS.items() if words in each), ""), f"{year}: {each}")
            for each in moved.split("; ")
        ]


@dataclass(frozen=True)
class Band:
    """The indicators of one group, in its colour."""

    name: str
    look: GroupLook
    tiles: list[Tile]

    @property
    def span(self) -> int:
        """How many tiles stand beside one another on a wide screen."""
        return min(len(self.tiles), TILES_BESIDE)


@dataclass(frozen=True)
class Section:
    """A part as the public page shows it: drawn, in bands, or folded where it is long."""

    part: Part
    picture: Chart | None
    key: list
    bands: list[Band]

    @property
    def is_folded(self) -> bool:
        is_long = self.part.table is not None and len(self.part.table.rows) > ROWS_IN_VIEW
        return self.part.level > 2 or (is_long and not self.bands)


def facts(document: Document) -> list[tuple[str, str]]:
    return [fact for fact in document.facts if fact[0] not in FOR_CHECKERS]


def sections(document: Document) -> list[Section]:
    """The parts that say something: a list without rows, or a heading of none, is left out."""
    kept: list[Part] = []
    for part in reversed(document.parts):
        follows = bool(kept) and kept[-1].level > part.level
        is_list = part.level > 2 or part.name in ("late", "changes")
        if part.table or follows or not is_list:
            kept.append(part)
    return [Section(part, *drawn(part.name, part.table), _bands(part.table)) for part in kept[::-1]]


def _bands(table: Table | None) -> list[Band]:
    """The rows of a table of outcomes by their group, in the order of the page of outcomes."""
    names = [column.name for column in table.columns] if table else []
    if table is None or not {"Indicator", "Group"} <= set(names):
        return []
    tiles = [Tile(dict(zip(names, map(str, row), strict=True))) for row in table.rows]
    found = []
    for group in BANDS:
        words = initial(group.value)
        own = [tile for tile in tiles if tile.cells["Group"].startswith(words)]
        found += [Band(words, GROUP_LOOKS[group], own)] * bool(own)
    return found


def has_few(figure: dict, limit: int) -> bool:
    """Whether the counts behind the figure, or what they leave of their totals, are of few."""
    pairs = (
        statistics.of(figure.get(f"{group}_count"), figure.get(f"{group}_total"))
        for group in ("white", "bme")
    )
    return not disclosure.may_tell(statistics.Counts(*pairs), limit)


def hidden(outcomes: Iterable, limit: int) -> set[int]:
    """The numbers of the indicators of these frozen outcomes whose figures are of few people.

    The board is not among them: its members are public.
    """
    return {
        each.indicator.number
        for each in outcomes
        if each.indicator.unit_of_measure != Unit.POINTS
        and any(has_few(figure, limit) for figure in each.figures)
    }


def of_report(document: Document, few: set[int], limit: int) -> Document:
    """The report of a closed quarter as anyone may read it; `few` is from `hidden`."""
    parts = [part for part in document.parts if part.name not in LEFT_OUT]
    shown = [_without_private(part) for part in parts]
    shown = [_suppressed(p, few, limit) if p.name == "outcomes" else p for p in shown]
    return replace(document, parts=tuple(shown))


def _without_private(part: Part) -> Part:
    if part.table is None:
        return part
    columns = part.table.columns
    kept = [n for n, column in enumerate(columns) if column.name not in PRIVATE_COLUMNS]
    rows = tuple(tuple(row[n] for n in kept) for row in part.table.rows)
    return replace(
        part, table=replace(part.table, columns=tuple(columns[n] for n in kept), rows=rows)
    )


def _suppressed(part: Part, few: set[int], limit: int) -> Part:
    columns = part.table.columns
    rows = []
    for row in part.table.rows:
        is_hidden = int(str(row[0]).split()[0]) in few
        cells = zip(columns, row, strict=True)
        rows.append(
            tuple(
                FEW.format(limit=limit) if is_hidden and column.name in NUMBERS else cell
                for column, cell in cells
            )
        )
    return replace(part, table=replace(part.table, rows=tuple(rows)))


def of_outcomes(outcomes: Outcomes, few: set[int], limit: int) -> Document:
    """The outcomes of a year as anyone may read them; `few` as in `of_report`."""
    columns = ("Indicator", "Now", "Last year", "Baseline", "Position", "Gap", "Group", "Why")
    rows = [_outcome(OutcomeRow(card)) for card in outcomes.cards]
    said = [outcomes.summary, outcomes.flag_words, outcomes.unfocused_words, outcomes.chance_words]
    note = "BME means Black and minority ethnic, the term WRES uses."
    table = Table(outcomes.summary.rstrip("."), tuple(map(Column, columns)), tuple(rows))
    part = Part("outcomes", f"Outcomes {outcomes.year}", (*filter(None, said), note), table)
    return Document(
        title=f"Workforce Race Equality Standard: outcomes {outcomes.year}",
        organisation=outcomes.organisation.name,
        facts=(("Round", f"31 March {outcomes.year}"), ("Version of the rule", RULE_VERSION)),
        parts=(_suppressed(part, few, limit),),
    )


def _outcome(row: OutcomeRow) -> tuple[str, ...]:
    card = row.card
    return (
        f"{card.number} {card.indicator.short_name}",
        initial(row.now),
        initial(row.last_year),
        card.baseline_moves,
        initial(str(card.result.position)),
        initial(". ".join([card.gap_words, *card.result.flags])),
        initial(card.group.value),
        card.result.why,
    )


def of_plan(organisation, plan) -> Document:
    """The plan as it stands, as anyone may read it: what it promises, and by when.

    An action that is listed in two sections stands in both, under its number in each.
    """
    placed = Placement.objects.filter(section__plan=plan).select_related("section", "action")
    placed = placed.prefetch_related("action__links__indicator").order_by("row", "pk")
    is_measured = plan.actions.exclude(success_measure="").exists()
    columns = {c: of for c, of in PLAN_COLUMNS.items() if is_measured or c != MEASURE}
    by_section: dict[int, list[Placement]] = {}
    for each in placed:
        by_section.setdefault(each.section_id, []).append(each)
    parts = [
        Part(
            f"section-{section.position}",
            section.name,
            (),
            Table.of(
                counted(len(by_section[section.pk]), "action"), columns, by_section[section.pk]
            ),
        )
        for section in plan.sections.all()
        if section.pk in by_section
    ]
    facts = [("Date of the plan", PrintedDate(plan.date).words)]
    facts += [("Approval", plan.approval_words)] if plan.approval_words else []
    return Document(str(plan), organisation.name, tuple(facts), tuple(parts))


def _indicators(action) -> str:
    numbers = [str(link.indicator.number) for link in action.links.all()]
    return ", ".join([*(["All"] if action.all_indicators else []), *numbers]) or "None"


MEASURE = Column("Success measure")
PLAN_COLUMNS = {
    Column("Action"): lambda each: f"{each.number} {each.action.title}".strip(),
    Column("Indicators"): lambda each: _indicators(each.action),
    MEASURE: lambda each: each.action.success_measure,
    Column("Status"): lambda each: each.action.get_status_display(),
    Column("Target date", Kind.DATE): lambda each: each.action.target_date,
}


def names_in(document: Document, names: Iterable[str]) -> list[str]:
    """Those of the names that the document says somewhere, as whole words."""
    text = "\n".join(_texts(document)).casefold()
    return [name for name in names if _says(text, name.casefold())]


def _says(text: str, name: str) -> bool:
    return next(places(name, text), None) is not None


def _texts(document: Document):
    for part in document.parts:
        yield part.heading
        yield from part.sentences
        for row in part.table.rows if part.table else ():
            yield from map(str, row)
