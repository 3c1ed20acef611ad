"""What nobody comes back to is forgotten; what a worker has, and what is young, is not."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from actions.models import LargeFile
from tests.conftest import PASSWORD, TODAY
from wres.files.models import Upload


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("waiting", 31, False),
        ("waiting", 29, True),
        ("refused", 31, False),
        ("failed", 31, False),
        ("saved", 31, False),
        ("saving", 31, True),
    ],
)
def test_a_file_that_nobody_finishes_is_forgotten_after_30_days(trust, ada, state, days, is_kept):
    upload = Upload.objects.create(
        organisation=trust, person=ada, kind="figures", file_name="f.csv", data=b"", state=state
    )
    Upload.objects.filter(pk=upload.pk).update(at=timezone.now() - timedelta(days=days))
    call_command("send_reminders", stdout=StringIO())
    assert Upload.objects.exists() is is_kept


@pytest.mark.parametrize(("hours", "is_kept"), [(23, True), (25, False)])
def test_a_file_of_a_large_plan_is_kept_for_a_day(plan, ife, hours, is_kept):
    made = LargeFile.objects.create(plan=plan, person=ife, kind="xlsx", day=TODAY, state="made")
    LargeFile.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(hours=hours))
    call_command("send_reminders", stdout=StringIO())
    assert LargeFile.objects.exists() is is_kept


def test_a_session_that_is_over_is_forgotten_with_its_browser_and_address(ife, esi):
    for person in (ife, esi):
        Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    over = UserSession.objects.get(user=ife).session_key
    Session.objects.filter(session_key=over).update(expire_date=timezone.now())
    call_command("send_reminders", stdout=StringIO())
    assert [row.user for row in UserSession.objects.all()] == [esi]
    assert Session.objects.count() == 1
