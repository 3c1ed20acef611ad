"""Kill imports at random points, in the database of the settings; JSON of what each has left.

    python -m tests.killed_import 20 7      so many points, chosen by this seed

A point is a statement of the import, before which the process ends itself with SIGKILL. Each import
is of an organisation of its own, in a process that was parted from this one, which never asks the
database anything.
"""

import json
import os
import random
import signal
import sys
import traceback
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from indicators.imports import figure_load  # noqa: E402
from indicators.models import Figure, FigureImport  # noqa: E402
from wres.accounts.models import SYSTEM_EMAIL, Organisation  # noqa: E402
from wres.audit import verification  # noqa: E402

FILE = figure_load.SAMPLES / "results.csv"


def main(points, seed):
    statements = parted(lambda: load("K00"))
    whole = parted(lambda: stands("K00"))
    chance = random.Random(seed)
    chosen = sorted(chance.sample(range(1, statements + 1), min(points, statements)))
    left = [killed_at(f"K{n:02}", point) for n, point in enumerate(chosen, start=1)]
    again = f"K{len(chosen):02}"
    parted(lambda: load(again))
    return {
        "points": chosen,
        "statements": statements,
        "whole": whole,
        "left": left,
        "loaded again": parted(lambda: stands(again)),
    }


def killed_at(code, point):
    """What stands of an import that was killed before its statement of this number."""
    if parted(lambda: load(code, point)) is not None:
        raise RuntimeError(f"The import of {code} outlived its statement {point}.")
    return parted(lambda: stands(code))


def load(code, point=0) -> int:
    """Load the published figures, which takes the statements that are counted here."""
    Organisation.objects.get_or_create(code=code, name=f"Trust {code}")
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    options = ["--organisation", code, "--as", SYSTEM_EMAIL]
    with connection.execute_wrapper(count):
        call_command("load_figures", str(FILE), *options, stdout=StringIO())
    return seen


def stands(code):
    """Imports, figures and history rows of the organisation, and what the trail says of all."""
    return {
        "imports": FigureImport.objects.filter(organisation=code).count(),
        "figures": Figure.objects.filter(organisation=code).count(),
        "history": Figure.history.filter(organisation=code).count(),
        "problems": [str(problem) for problem in verification.problems()],
    }


def parted(do):
    """What it answers in a process of its own; None where that was killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _answer(do, writing)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return None
    if status:
        raise RuntimeError(f"It failed: {status}")
    return json.loads(text)


def _answer(do, writing):
    try:
        with os.fdopen(writing, "w") as answer:
            json.dump(do(), answer)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
