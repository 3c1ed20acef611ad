"""A real worker sends what waits, whatever else it does, and stops when it is told to."""

import signal
import subprocess
import sys

import pytest

from tests.browser import server
from tests.patience import PATIENCE, wait_until
from tests.test_graceful_stop import MAKE_IFE

pytestmark = [pytest.mark.heavy, pytest.mark.on_both]

QUEUE = """
from wres.accounts import mail
from wres.accounts.models import User
user = User.objects.get(name='Ife Adeyemi')
User.objects.filter(pk=user.pk).update(is_staff=True)
mail.queue("password_forgotten", person=user)
"""
LEFT = "from wres.accounts.models import Letter; print('left', Letter.objects.count())"
BUSY = (
    "from indicators.imports import worker; import time; "
    "worker.work = lambda may: time.sleep(0.1) or True"
)


@pytest.fixture
def installation(tmp_path):
    made = server.new_database(tmp_path, demonstrate=False)
    server.manage(made, "shell", "--verbosity", "0", "--command", MAKE_IFE)
    return made


def queue(installation):
    server.manage(installation, "shell", "--verbosity", "0", "--command", QUEUE)


def left(installation):
    return server.manage(installation, "shell", "--verbosity", "0", "--command", LEFT)


def sent(tmp_path):
    return len(list((tmp_path / "mail").glob("*"))) if (tmp_path / "mail").exists() else 0


def test_letters_leave_while_a_large_file_keeps_it_busy(installation, tmp_path):
    queue(installation)
    run = f"{BUSY}; from django.core.management import call_command; call_command('work')"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", run]
    worker = subprocess.Popen(command, cwd=server.ROOT, env=installation)
    try:
        wait_until(lambda: sent(tmp_path) == 1)
        wait_until(lambda: "left 0" in left(installation))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()


def test_what_waits_is_done_once(installation, tmp_path):
    queue(installation)
    queue(installation)
    server.manage(installation, "work", "--once")
    assert (sent(tmp_path), "left 0" in left(installation)) == (2, True)
