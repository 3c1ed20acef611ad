"""The cast. Ife is the inclusion lead, Amara leads action 1, Ben leads others, Esi is an
executive, Nia is of the staff network, Ada administers, Dan may no longer sign in; Noor administers
another trust, and Nadia reads both as a national reader."""

import os
import time
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO

import hypothesis
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from actions import demonstration
from actions.models import Action, ActionLead, Lead, LeadMember, Plan, Quarter, Section
from indicators.imports import figure_load
from indicators.models import Standard
from tests.browser import server
from tests.crowd import crowd, untold
from tests.saved_rows import SavedRows
from wres.accounts import mail as account_mail
from wres.accounts.access import Role
from wres.accounts.models import SYSTEM_EMAIL, Letter, Membership, Organisation, User
from wres.accounts.sign_in import timeouts
from wres.audit import changes, triggers

TODAY = date(2026, 3, 16)
PLAN_FILE = demonstration.SAMPLES / "plan.csv"
LEADS_FILE = demonstration.SAMPLES / "leads.csv"
FIGURES_FILE = figure_load.SAMPLES / "results.csv"
PASSWORD = "correct horse battery staple"
LOGGED = 6  # statements that tell the log of a download: its chain’s head, an entry and a seal

NOT_PURE = {"django_db", "browser", "heavy", "slow"}

# A busy machine is no fault of a rule: how long things take is measured by `make bench`. Before a
# change is merged, the same examples are tried each time; others at every run while one writes.
hypothesis.settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers(config):
    """One more than cores: journeys wait for a browser, and fault tests for what they broke."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config):
    """The folder that all processes of the run share is made before they start."""
    server.shared_folder()


def pytest_collection_modifyitems(config, items):
    """Marks rules as `pure`. On PostgreSQL only what touches the database is run, here or in
    processes of its own (`on_both`). What takes long goes first, so that no process is left
    alone with it at the end."""
    for item in items:
        if "db" not in item.fixturenames and not _marks(item) & NOT_PURE:
            item.add_marker("pure")
    if server.ON_POSTGRESQL:
        kept = [i for i in items if "db" in i.fixturenames or _marks(i) & {"django_db", "on_both"}]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    items.sort(key=lambda item: not _marks(item) & {"browser", "heavy"})


def _marks(item):
    return {mark.name for mark in item.iter_markers()}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Tables come from the models, which takes a second: test_migrations holds that the
    migrations make the same ones."""
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if not server.ON_POSTGRESQL:
        connection.settings_dict["TEST"]["NAME"] = None  # in memory: each process has its own


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database that says of itself what one says that was migrated."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        rows = [recorder.Migration(app=a, name=n) for a, n in MigrationLoader(None).disk_migrations]
        recorder.migration_qs.bulk_create(rows)


@pytest.fixture(autouse=True)
def _plain_settings(settings, monkeypatch):
    """A set day, sessions whose time stands still, quick password hashes, mail in memory, nothing
    kept between tests."""
    settings.TODAY = TODAY
    signed_in_at = timeouts.now()
    monkeypatch.setattr(timeouts, "now", lambda: signed_in_at)  # a click is noted once a minute
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def transactional_db(transactional_db):
    """A test's flush empties every table, which the append-only triggers refuse."""
    yield
    triggers.remove()


@pytest.fixture
def changing(db):
    """`with changing(trust, ife): row.save()`: one change by a person, outside any request."""
    return _Changing


@pytest.fixture
def in_request(db):
    """`with in_request(): close(…)`: as from a page, for functions that open their own change.

    With an organisation and a person, a change of theirs is open inside.
    """

    @contextmanager
    def inside(organisation=None, by=None):
        with changes.origin("test"):
            if organisation is None:
                yield
            else:
                with changes.change(organisation.pk, by=by) as change:
                    yield change

    return inside


def delivered():
    """All letters that were ever sent, once the worker has sent those that are due."""
    while account_mail.send_next():
        pass
    return mail.outbox


@pytest.fixture
def mail_is_down(settings):
    """Nobody listens at the port of the mail server."""
    working = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    return lambda: setattr(settings, "MAILERS", working)


@pytest.fixture
def later(db):
    """`later(minutes=3)`: the letters that wait are as old as if that time had passed."""

    def pass_by(**time):
        past = timedelta(**time)
        Letter.objects.update(at=F("at") - past, due_at=F("due_at") - past)

    return pass_by


class _Changing:
    def __init__(self, organisation, by=None, reason=""):
        self.origin = changes.origin("test")
        self.change = changes.change(organisation.pk, by=by or User.objects.system(), reason=reason)

    def __enter__(self):
        self.origin.__enter__()
        return self.change.__enter__()

    def __exit__(self, *error):
        try:
            return self.change.__exit__(*error)
        finally:
            self.origin.__exit__(*error)


def with_second_factor(user) -> dict:
    """What the session of a person holds who signed in with a second factor."""
    return {
        "account_authentication_methods": [{"method": "mfa", "type": "totp", "at": time.time()}],
        "account_authentication_methods_user": str(user.pk),
    }


def _organisation(code, name):
    return Organisation.objects.create(code=code, name=name)


@pytest.fixture
def trust(request, db):
    if "published" in request.fixturenames:
        return Organisation.objects.get(code="RKE")
    return _organisation("RKE", "Riverside NHS Trust")


@pytest.fixture
def other_trust(db):
    return _organisation("ZE1", "Hillside NHS Trust")


CAST = {
    "Ife": Role.INCLUSION_LEAD,
    "Amara": Role.ACTION_LEAD,
    "Ben": Role.ACTION_LEAD,
    "Esi": Role.EXECUTIVE,
    "Ada": Role.ADMINISTRATOR,
}


@pytest.fixture
def make_person(db):
    """`make_person(trust, "Ife", Role.INCLUSION_LEAD)`: a person with a role in a trust."""
    return person


def person(organisation, name, role, *, is_active=True):
    user = User.objects.create_user(f"{name.lower()}@example.nhs.uk", name, PASSWORD)
    with _Changing(organisation):
        Membership.objects.create(
            organisation=organisation, user=user, role=role, is_active=is_active
        )
    return user


def _of_the_cast(name):
    @pytest.fixture(name=name.lower())
    def one(request, trust):
        if "published" in request.fixturenames:
            return User.objects.get(name=name)
        return person(trust, name, CAST[name])

    return one


ife, amara, ben, esi, ada = map(_of_the_cast, CAST)


@pytest.fixture
def nia(trust, make_person):
    return make_person(trust, "Nia", Role.NETWORK)


@pytest.fixture
def dan(trust, make_person):
    return make_person(trust, "Dan", Role.INCLUSION_LEAD, is_active=False)


@pytest.fixture
def noor(other_trust, make_person):
    return make_person(other_trust, "Noor", Role.ADMINISTRATOR)


@pytest.fixture
def nadia(trust, other_trust, make_person, changing):
    user = make_person(trust, "Nadia", Role.NATIONAL)
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=user, role=Role.NATIONAL)
    return user


@pytest.fixture
def sign_in(client, db):
    """`sign_in(ife).get(url)`: the test client with this person signed in, with a second factor.

    `sign_in(ife, second_factor=False)` without one.
    """

    def as_person(user, *, second_factor=True):
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        if second_factor:
            session = client.session
            session.update(with_second_factor(user))
            session.save()
        return client

    return as_person


@pytest.fixture
def plan(trust, changing):
    """An empty plan of 2025-26 with one section, and its fourth quarter open."""
    with changing(trust):
        standard = Standard.objects.get(code="WRES")
        plan = Plan.objects.create(
            organisation=trust, standard=standard, year=2025, date=date(2025, 8, 31)
        )
        Section.objects.create(plan=plan, name="Recruitment", position=1)
        Quarter.objects.create(plan=plan, year=2025, number=4, state=Quarter.OPEN)
    return plan


@pytest.fixture
def make_action(plan, changing):
    """`make_action("Review the policy", target_date=…)`: an action in the plan's first section."""

    def make(title="Review interview panels", **values):
        with changing(plan.organisation):
            return Action.objects.create(
                organisation=plan.organisation,
                plan=plan,
                section=plan.sections.first(),
                position=plan.actions.count() + 1,
                title=title,
                created_on=plan.date,
                **values,
            )

    return make


@pytest.fixture
def make_lead(trust, changing):
    """`make_lead("Recruitment Team", amara, action)`: a lead, who acts for it, what it leads."""

    def make(name, user=None, *actions):
        with changing(trust):
            lead = Lead.objects.create(organisation=trust, name=name)
            if user:
                LeadMember.objects.create(lead=lead, user=user)
            for action in actions:
                ActionLead.objects.create(action=action, lead=lead, position=1)
        return lead

    return make


@pytest.fixture
def action(make_action):
    return make_action(target_date=date(2026, 3, 31))


@pytest.fixture
def queries():
    """`with queries() as seen: …; len(seen)`: the SQL statements that a page needs."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def crowded_plan(plan, changing):
    """`crowded_plan(400)`: the plan with so many actions, their links, leads and updates.

    Without their history, unless it is asked for: `told=True`.
    """

    def fill(count, told=False):
        with changing(plan.organisation) as change:
            crowd(plan, count, change.insert_many if told else untold)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a database does by itself, once it has time
        return plan

    return fill


@pytest.fixture
def load():
    """`load("plan", "RKE", ife.email, "--dry-run")`: what a loading command prints.

    "plan" and "figures" are the published ones; a path loads another file of that kind.
    """
    return load_file


def load_file(kind, code="RKE", email=SYSTEM_EMAIL, *options, file=None):
    said = StringIO()
    file = file or {"plan": PLAN_FILE, "figures": FIGURES_FILE}[kind]
    facts = ["--organisation", code, "--as", email, *options]
    if kind == "plan":
        facts += ["--year", "2025", "--plan-date", "2025-08-31", "--leads", str(LEADS_FILE)]
    call_command(f"load_{kind}", str(file), *facts, stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture
def published(trust):
    """The trust with the published figures and plan; Amara and Ben act for leads of it.

    Its baselines and focus are set and its quarters are open, with updates due by 13 March.
    """
    return trust


@pytest.fixture
def db(request, db):
    """The database; with the published plan in it before anything else, if the test is about it."""
    if "published" in request.fixturenames:
        PUBLISHED.put()


def _publish():
    trust = _organisation("RKE", "Riverside NHS Trust")
    people = {name: person(trust, name, role) for name, role in CAST.items()}
    load_file("figures")
    load_file("plan")
    with _Changing(trust):
        demonstration.describe_indicators(trust.plans.get())
        for row in demonstration.rows("quarters.csv"):
            named = {"year": int(row["year"]), "number": int(row["number"])}
            due = date.fromisoformat(row["updates_due"])
            trust.plans.get().quarters.create(state=Quarter.OPEN, updates_due=due, **named)
        demonstration.name_lead(trust, people["Amara"], "Inclusion Directors")
        demonstration.name_lead(trust, people["Ben"], "Recruitment Team", "EDI Lead")


PUBLISHED = SavedRows(_publish)
