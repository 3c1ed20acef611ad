"""What other apps leave to the worker: each does one piece of work and says whether there was one.

An app adds its own when it is ready, since this app knows nothing of those that build on it.
"""

from collections.abc import Callable

jobs: list[Callable[[], bool]] = []


def work() -> bool:
    """Do the first piece of work that there is; whether there was one."""
    return any(job() for job in jobs)
