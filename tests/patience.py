"""How long a test waits: until what it waits for has come, for a machine may be busy."""

import time

PATIENCE = 600  # seconds; what has not come by then never comes


def wait_until(has_come, what="It"):
    """What `has_come()` answers, as soon as that is something. `what` is missing otherwise."""
    until = time.monotonic() + PATIENCE
    while not (found := has_come()):
        if time.monotonic() > until:
            raise RuntimeError(f"{what} has not come in {PATIENCE} seconds.")
        time.sleep(0.02)
    return found


def times_as_long(run, other, rounds=5):
    """How many times the processor time of `other` the same of `run` is: the least of each."""
    return _least(run, rounds) / _least(other, rounds)


def _least(run, rounds):
    def took():
        started = time.process_time()
        run()
        return time.process_time() - started

    return min(took() for _ in range(rounds))
