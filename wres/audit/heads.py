"""The newest seal of each chain, kept outside the database: against it a cut tail is found.

Whoever can write to the database and knows the key can cut a chain and set its head back. A head
that was logged, or printed in a paper, still tells what there was.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from wres.audit.models import ChainHead, Seal

PRINTED = 16  # hexadecimal digits of a seal in a paper
FORM = re.compile(
    r"(?P<chain>[A-Z0-9]{0,6}|system):(?P<sequence>[0-9]{1,18}):(?P<mac>[0-9a-f]{8,64})"
)
NO_HEAD = "“{}” is not a head. Give it as it is printed, like RKE:1234:3f2a9c81d0e4b7aa"


@dataclass(frozen=True)
class Head:
    """Seal `sequence` of a chain as it was once recorded: `mac` is it, or how it begins."""

    chain: str
    sequence: int
    mac: str
    at: str = ""

    @property
    def words(self) -> str:
        """ "RKE:1234:3f2a9c81d0e4b7aa", as papers print it."""
        return f"{self.chain}:{self.sequence}:{self.mac[:PRINTED]}"

    @property
    def recorded(self) -> str:
        return f"recorded on {self.at}" if self.at else "on record"


def read(words: str) -> Head:
    """A printed head. ValueError, in words, when it is none."""
    match = FORM.fullmatch(words.strip())
    if match is None:
        raise ValueError(NO_HEAD.format(words))
    return Head(match["chain"], int(match["sequence"]), match["mac"])


def now(at: str = "") -> list[Head]:
    """The head of every chain that has a seal."""
    heads = ChainHead.objects.filter(sequence__gt=0).order_by("chain")
    return [Head(head.chain, head.sequence, head.mac, at) for head in heads]


def of(chain: str) -> Head | None:
    head = ChainHead.objects.filter(chain=chain, sequence__gt=0).first()
    return head and Head(head.chain, head.sequence, head.mac)


def line(head: Head) -> str:
    """One line of JSON."""
    return json.dumps(asdict(head))


def kept_in(path: Path) -> Iterator[Head]:
    """The heads of a file with a line each. ValueError, in words, for a line that is none."""
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                said = json.loads(text)
                head = read(f"{said['chain']}:{said['sequence']}:{said['mac']}")
                yield Head(head.chain, head.sequence, head.mac, str(said["at"]))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number} is not a recorded head.") from error


def are_kept_in(path: Path) -> bool:
    """Whether the file begins with a recorded head."""
    try:
        return next(kept_in(path), None) is not None
    except (OSError, ValueError):
        return False


def newest(recorded: Iterable[Head]) -> list[Head]:
    """Of each chain the head that was recorded of the most seals."""
    found: dict[str, Head] = {}
    for head in recorded:
        if head.chain not in found or found[head.chain].sequence < head.sequence:
            found[head.chain] = head
    return list(found.values())


def problems(recorded: Iterable[Head]) -> Iterator[str]:
    """Recorded heads that the chains no longer have, in words."""
    for head in recorded:
        seal = Seal.objects.filter(chain=head.chain, sequence=head.sequence).first()
        name = f"{head.chain or 'The chain of no organisation'} seal {head.sequence}"
        if seal is None:
            last = Seal.objects.filter(chain=head.chain).order_by("-sequence").first()
            ends = f"ends at seal {last.sequence}" if last else "has no seal"
            yield f"{name} is {head.recorded} and gone: the chain {ends}."
        elif not seal.mac.startswith(head.mac):
            yield f"{name} is not the one that is {head.recorded}."
