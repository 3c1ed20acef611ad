"""Changed since you looked: what was sent does not fit what stands by now."""

import hashlib
import json


class Stale(Exception):  # noqa: N818 - named as people say it: it is nobody's mistake
    """Nothing was saved, since something else came first; the words tell the person what.

    Where both versions can be shown, it says who came first and when, how they differ, and in
    `form` what was sent, on top of what stands now. A page may catch it to show more; wres.failures
    answers all others.
    """

    words = "Somebody has changed this since you opened the page."

    def __init__(self, words: str = "", *, who=None, at=None, differences=(), form=None):
        super().__init__(words or self.words)
        self.who, self.at, self.differences, self.form = who, at, list(differences), form


def digest(said: object) -> str:
    """Tells what a page showed, given as JSON can write it, from anything else."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
