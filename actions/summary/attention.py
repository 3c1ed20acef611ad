"""What an executive should look at first: at most five things, each with what its lead said."""

from dataclasses import dataclass

from actions.summary import coverage, headlines
from wres.words import listed

SHOWN = 5
OF_ACTIONS = 3  # actions off track, where other things need attention too
NOT_SAID = "Nobody has said what happened."


@dataclass(frozen=True)
class Item:
    """`tag` says what kind of trouble it is, in the colour of `tone`.

    It leads to an action, to the actions of the plan that `query` filters, or to the outcomes.
    """

    tag: str
    tone: str
    title: str
    who: str = ""
    said: str = ""
    next_steps: str = ""
    action: int | None = None
    query: str = ""


def items(off_track, silent, outcomes, thin, about_all: int) -> list[Item]:
    """`off_track` and `silent` are listings, `thin` the focus areas that few actions name."""
    others = [*_unfocused(outcomes), *_thin(thin, about_all), *_silent(silent)]
    room = max(SHOWN - len(others), OF_ACTIONS)
    return [*(_off_track(line) for line in off_track.lines[:room]), *others][:SHOWN]


def _off_track(line) -> Item:
    who, said = ", ".join(line.leads), line.happened or f"{NOT_SAID} {line.detail}."
    return Item("Off track", "red", line.title, who, said, line.next_steps, action=line.pk)


def _silent(listing) -> list[Item]:
    if not listing.count:
        return []
    first = listing.lines[0]
    have = "has" if listing.count == 1 else "have"
    title = f"{headlines.counted(listing.count, 'action')} {have} had no update for two quarters"
    who = f" ({', '.join(first.leads)})" if first.leads else ""
    said = f"The first of them: {first.title}{who}."
    return [Item("No update", "amber", title, said=said, query=listing.kind.query)]


def _unfocused(outcomes) -> list[Item]:
    if not outcomes.unfocused_words:
        return []
    said = " ".join(headlines.alone(coverage.rarely_alone(outcomes.unfocused)))
    return [Item("Red, no focus", "red", outcomes.unfocused_words.rstrip("."), said=said)]


def _thin(cards, about_all) -> list[Item]:
    if not cards:
        return []
    numbers = listed(card.number for card in cards)
    one = len(cards) == 1
    areas, have = ("Focus area", "has") if one else ("Focus areas", "have")
    title = f"{areas} {numbers} {have} few actions"
    said = " ".join(headlines.thin(card, about_all) for card in cards)
    return [Item("Thin focus", "amber", title, said=said, query=f"indicator={cards[0].number}")]
