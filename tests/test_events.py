"""What people do that changes no row: the log says it to the administrators of their trust."""

import pytest
from django.conf import settings
from django.db import DatabaseError

from actions.history import words
from tests.conftest import PASSWORD
from tests.test_access import closed_and_published
from wres.accounts.access import Role
from wres.accounts.models import Membership
from wres.audit import event_log, verification
from wres.audit.models import Entry


def told(kind=None):
    """(chain, person, kind, label) of each event since, oldest first."""
    events = Entry.objects.filter(history_id=None).order_by("pk")
    rows = events.values_list("chain", "person__name", "kind", "label")
    return [row for row in rows if kind in (None, row[2])]


def sign_in_with(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_signing_in_and_out_is_told(client, ife):
    sign_in_with(client, ife.email)
    client.post("/accounts/logout/")
    assert told() == [("RKE", "Ife", "sign_in", ""), ("RKE", "Ife", "sign_out", "")]
    assert Entry.objects.latest("pk").through == "POST /accounts/logout/"
    assert list(verification.problems()) == []


def test_a_wrong_password_is_told_of_the_person_whose_it_is(client, ife):
    sign_in_with(client, ife.email, "wrong horse battery staple")
    assert told() == [("RKE", "Ife", "sign_in_refused", "")]


def test_an_unknown_address_is_told_without_the_address(client, ife):
    sign_in_with(client, "mallory@example.nhs.uk")
    assert told() == [("", None, "sign_in_refused", "")]
    assert "mallory" not in str(Entry.objects.latest("pk").__dict__)


def test_each_trust_of_a_person_is_told(ife, other_trust, changing, sign_in):
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=ife, role=Role.EXECUTIVE)
    sign_in(ife)
    assert [row[0] for row in told("sign_in")] == ["RKE", "ZE1"]


def test_the_trust_that_dan_left_is_told_of_his_sign_in(dan, sign_in):
    sign_in(dan)
    assert told() == [("RKE", "Dan", "sign_in", "")]


def test_a_page_that_a_role_may_not_use_is_told(amara, sign_in):
    assert sign_in(amara).get("/RKE/people/").status_code == 403
    assert told("refused") == [("RKE", "Amara", "refused", "/RKE/people/")]


def test_knocking_at_another_trust_is_told_to_the_trust_of_who_knocks(trust, noor, sign_in):
    assert sign_in(noor).get("/RKE/plan/").status_code == 404
    assert told("refused") == [("ZE1", "Noor", "refused", "/RKE/plan/")]


def test_an_address_that_is_not_there_is_no_refusal(ife, plan, sign_in):
    assert sign_in(ife).get("/RKE/actions/4711/").status_code == 404
    assert sign_in(ife).get("/nowhere/").status_code == 404
    assert told("refused") == []


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/RKE/plan/2025.csv", "RKE-action-plan-2025-26.csv"),
        ("/RKE/plan/2025.xlsx", "RKE-action-plan-2025-26.xlsx"),
        ("/RKE/plan/2025.docx", "RKE-action-plan-2025-26.docx"),
        ("/RKE/outcomes/2025.csv", "RKE-outcomes-2025.csv"),
        ("/RKE/outcomes/2025.json", "2025.json"),
    ],
)
def test_a_file_that_is_taken_away_is_told(published, esi, sign_in, address, label):
    assert sign_in(esi).get(address).status_code == 200
    assert told("exported") == [("RKE", "Esi", "exported", label)]


def test_a_table_of_several_trusts_is_told_to_each(nadia, trust, other_trust, sign_in):
    assert sign_in(nadia).get("/organisations.csv").status_code == 200
    assert told("exported") == [
        (code, "Nadia", "exported", "organisations.csv") for code in ("RKE", "ZE1")
    ]


def test_an_invitation_is_told_as_one(ada, sign_in):
    person = {"name": "Zoe", "email": "zoe@example.nhs.uk", "role": "executive"}
    client = sign_in(ada)
    client.post("/RKE/people/add/", person)
    assert (entry := Entry.objects.latest("pk")).kind == "invited"
    assert words.what(entry, entry.label).startswith("Invited")


def test_a_publication_and_its_withdrawal_are_told(plan, ife, sign_in):
    _, publication = closed_and_published(plan, ife)
    sign_in(ife).post(f"/RKE/publications/{publication.pk}/withdraw/", {"reason": "Wrong year"})
    published = Entry.objects.filter(model="actions.Publication").order_by("pk")
    assert [(row.kind, row.person) for row in published] == [("published", ife), ("withdrawn", ife)]


def test_a_page_is_no_file(published, esi, sign_in):
    sign_in(esi).get("/RKE/outcomes/2025/")
    assert told("exported") == []


def test_looking_at_the_records_is_told(ada, sign_in):
    sign_in(ada).get("/admin/actions/action/")
    assert told("records_seen") == [("RKE", "Ada", "records_seen", "/admin/actions/action/")]


def test_no_file_leaves_when_the_log_cannot_be_written(published, esi, sign_in, monkeypatch):
    client = sign_in(esi)
    monkeypatch.setattr(event_log, "_write", _fail)
    client.raise_request_exception = False
    assert client.get("/RKE/plan/2025.csv").status_code >= 500


def test_a_refusal_stands_when_the_log_cannot_be_written(amara, sign_in, monkeypatch):
    client = sign_in(amara)
    monkeypatch.setattr(event_log, "_write", _fail)
    assert client.get("/RKE/people/").status_code == 403


def _fail(told):
    raise DatabaseError("disk full")


def test_a_chosen_password_is_told(client, ife):
    client.force_login(ife, settings.AUTHENTICATION_BACKENDS[0])
    fields = {"oldpassword": PASSWORD, "password1": "seven green bottles here"}
    fields["password2"] = fields["password1"]
    client.post("/accounts/password/change/", fields)
    assert told("password_changed") == [("RKE", "Ife", "password_changed", "")]


def test_a_log_line_has_the_number_of_the_person_and_nothing_else_of_them(client, ife, caplog):
    caplog.set_level("INFO", "wres.audit.event_log")
    sign_in_with(client, ife.email)
    line = next(record for record in caplog.records if record.name == "wres.audit.event_log")
    assert (line.getMessage(), line.user, line.organisations) == ("sign_in", ife.pk, ["RKE"])
    assert "ife" not in str(line.__dict__).lower().replace("lifetime", "")
