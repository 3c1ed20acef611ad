"""Accounts, ways in, organisations and reference data: each row has a copy that the trail attests.

What somebody changes of one by SQL, with the role of the application too, is found and named; and
the log goes on to say what people were called when they did something.
"""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from indicators.models import Indicator
from tests.test_append_only import as_the_application
from wres.accounts.models import User
from wres.audit import attested, changes, triggers, verification
from wres.audit.models import Attested, ChainHead, Entry
from wres.audit.people import called, names_then

__all__ = ["as_the_application"]

COPIES = Attested.history.model


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount


def found(words):
    return any(words in problem for problem in verification.problems())


@pytest.fixture
def ways_in(ada):
    """Ada has a code app, an account of a provider, and an address that the library noted."""
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "encrypted"})
    SocialAccount.objects.create(user=ada, provider="entra", uid="a1", extra_data={"sub": "a"})
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True)
    return ada


def last(person):
    return COPIES.objects.filter(model="organisations.User", key=str(person.pk)).latest()


# The copies


def test_whoever_is_there_is_attested_and_verifies(ways_in, noor):
    labels = set(Attested.objects.values_list("model", flat=True))
    assert labels >= {model._meta.label for model in attested.FOLLOWED if model.objects.exists()}
    assert list(verification.problems()) == []


def test_a_change_of_name_is_told_with_who_and_when(ada, ben, in_request):
    with in_request(ben.memberships.get().organisation, ada):
        ben.name = "Benjamin"
        ben.save()
    row = last(ben)
    assert (row.history_user, row.content["name"]) == (ada, "Benjamin")
    assert (
        Entry.objects.filter(chain=changes.INSTALLATION).latest("pk").label
        == f"organisations.User {ben.pk}"
    )
    assert list(verification.problems()) == []


def test_neither_a_password_nor_a_secret_stands_in_its_copy(ways_in):
    text = str([list(Attested.objects.values("content")), list(COPIES.objects.values("content"))])
    assert ways_in.password not in text
    assert "encrypted" not in text


def test_a_password_that_is_changed_changes_its_copy(ada):
    before = last(ada).content["password"]
    ada.set_password("another horse, another battery")
    ada.save()
    assert last(ada).content["password"] != before


def test_a_sign_in_and_saving_the_same_touch_no_chain_but_the_organisations(ada, sign_in):
    before = ChainHead.objects.get(chain=changes.INSTALLATION).sequence
    sign_in(ada).get("/RKE/")
    ada.save()
    assert ChainHead.objects.get(chain=changes.INSTALLATION).sequence == before


def test_a_way_in_that_is_taken_away_leaves_its_history(ways_in):
    Authenticator.objects.all().delete()
    gone = COPIES.objects.filter(model="mfa.Authenticator").latest()
    assert gone.history_type == "-"
    assert list(verification.problems()) == []


def test_a_person_and_their_copy_are_saved_both_or_neither(db, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(attested, "_change", fail)
    with pytest.raises(ZeroDivisionError):
        User.objects.create_user("zoe@example.nhs.uk", "Zoe")
    assert not User.objects.filter(email="zoe@example.nhs.uk").exists()


def test_the_installations_chain_is_locked_last_so_that_two_never_wait_for_each_other(
    ada, nadia, monkeypatch
):
    """The library tells of a second factor in the transaction in which it saves it."""
    locked, lock = [], changes._locked_heads
    monkeypatch.setattr(changes, "_locked_heads", lambda them: locked.append(them) or lock(them))
    for person in (ada, nadia):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "encrypted"})
    assert locked == [["RKE"], ["system"], ["RKE", "ZE1"], ["system"]]


# SQL


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE organisations_user SET name = 'Somebody' WHERE id = %s", "attests it: name."),
        ("UPDATE organisations_user SET email = 'x@y.uk' WHERE id = %s", "attests it: email."),
        ("UPDATE organisations_user SET is_staff = true WHERE id = %s", "attests it: is_staff."),
        ("UPDATE organisations_user SET is_superuser = true WHERE id = %s", ": is_superuser."),
        ("UPDATE organisations_user SET is_active = false WHERE id = %s", ": is_active."),
        ("UPDATE organisations_user SET password = 'md5$a$b' WHERE id = %s", ": password."),
        ("UPDATE mfa_authenticator SET data = '{}' WHERE user_id = %s", "attests it: data."),
        ("UPDATE mfa_authenticator SET type = 'webauthn' WHERE user_id = %s", ": type."),
        ("DELETE FROM mfa_authenticator WHERE user_id = %s", "is gone, and the trail attests it."),
        ("UPDATE socialaccount_socialaccount SET uid = 'b' WHERE user_id = %s", ": uid."),
        ("DELETE FROM socialaccount_socialaccount WHERE user_id = %s", "is gone, and the trail"),
        ("UPDATE account_emailaddress SET email = 'x@y.uk' WHERE user_id = %s", ": email."),
        (
            "INSERT INTO socialaccount_socialaccount "
            "(user_id, provider, uid, last_login, date_joined, extra_data) "
            "SELECT id, 'entra', 'b', '2026-01-01', '2026-01-01', '{}' "
            "FROM organisations_user WHERE id = %s",
            "was added past the trail.",
        ),
        (
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary") '
            "SELECT id, 'x@y.uk', true, false FROM organisations_user WHERE id = %s",
            "was added past the trail.",
        ),
        (
            "INSERT INTO organisations_user "
            "(password, is_superuser, email, name, is_active, is_staff, ways_in) "
            "SELECT password, true, 'x@y.uk', 'X', true, true, 0 FROM organisations_user "
            "WHERE id = %s",
            "was added past the trail.",
        ),
        ("UPDATE organisations_organisation SET name = 'X' WHERE %s > 0", "attests it: name."),
        ("UPDATE indicators_indicator SET aim = 'lower' WHERE %s > 0", "attests it: aim."),
    ],
)
def test_what_sql_changes_of_a_door_or_a_name_is_found(ways_in, as_the_application, sql, words):
    run(sql, ways_in.pk)
    assert found(words)


def test_a_copy_that_was_changed_with_its_row_is_found(ada):
    run("UPDATE organisations_user SET name = 'Somebody' WHERE id = %s", ada.pk)
    kept = Attested.objects.get(model="organisations.User", key=str(ada.pk))
    content = str(kept.content | {"name": "Somebody"}).replace("'", '"')
    content = content.replace("True", "true").replace("False", "false")
    run("UPDATE audit_attested SET content = %s WHERE id = %s", content, kept.pk)
    assert found(f"audit.Attested {kept.pk} is not as its history says: content.")


def test_what_sql_added_is_not_made_good_by_a_migrate(ada):
    run("INSERT INTO account_emailaddress (user_id, email, verified, \"primary\") "
        "VALUES (%s, 'x@y.uk', true, false)", ada.pk)  # fmt: skip
    for model in attested.FOLLOWED:
        attested.begin(model)
    assert found("was added past the trail.")


def test_what_sql_changed_is_not_made_good_by_a_change_of_the_same_person(ada, noor):
    run("UPDATE organisations_user SET is_staff = true WHERE id = %s", ada.pk)
    ada.refresh_from_db()
    ada.set_password("another horse, another battery")
    ada.save()
    assert found(f"organisations.User {ada.pk} is not as the trail attests it: is_staff.")
    assert not found("password")
    ada.is_staff = False
    ada.save()
    assert list(verification.problems()) == []


def test_what_sql_added_is_not_made_good_by_saving_it(ada):
    run("INSERT INTO account_emailaddress (user_id, email, verified, \"primary\") "
        "VALUES (%s, 'x@y.uk', true, false)", ada.pk)  # fmt: skip
    address = EmailAddress.objects.get()
    address.verified = False
    address.save()
    assert found("was added past the trail.")


# An installation from before


def test_what_was_there_before_is_attested_at_the_first_migrate(ada, monkeypatch):
    with triggers.lifted(), connection.cursor() as cursor:
        for table in ("audit_attested", "audit_historicalattested"):
            cursor.execute(f"DELETE FROM {table} WHERE model = 'indicators.Indicator'")
    with monkeypatch.context() as patch:
        patch.setattr(attested, "_is_there", lambda model, using: False)
        attested.begin(Indicator)
    assert not Attested.objects.filter(model="indicators.Indicator").exists()
    attested.begin(Indicator)
    row = COPIES.objects.filter(model="indicators.Indicator").latest()
    kept = Attested.objects.filter(model="indicators.Indicator")
    assert kept.exclude(key=attested.BEGINNING).count() == 9
    assert (row.history_user, row.through) == (User.objects.system(), "manage.py migrate")
    assert row.history_change_reason == attested.FIRST


# What people were called


@pytest.fixture
def renamed(action, ife, changing):
    """Ife changes an action, is called Ifeoma from then on, and changes it again."""
    for name, title in (("Ife", "First"), ("Ifeoma", "Second")):
        ife.name = name
        ife.save()
        with changing(action.organisation, ife):
            action.title = title
            action.save()
    return action


def who_did(client, address):
    return [row.entry.who for row in client.get(address).context["page"].rows]


def test_the_log_says_what_people_were_called_then(renamed, ife, sign_in):
    client = sign_in(ife)
    address = f"/RKE/audit/?thing=actions.Action&number={renamed.pk}&kind=changed"
    assert who_did(client, address) == ["Ifeoma", "Ife"]
    file = b"".join(client.get(address.replace("audit/", "audit.csv"))).decode()
    assert [line.split(",")[2] for line in file.splitlines()[1:]] == ["Ifeoma", "Ife"]


def test_the_trail_of_an_action_says_what_people_were_called_then(renamed, ife, sign_in):
    entries = sign_in(ife).get(renamed.get_absolute_url()).context["entries"]
    assert [entry.who for entry in entries[:2]] == ["Ifeoma", "Ife"]


def test_a_name_that_sql_rewrites_is_not_shown_in_the_log(renamed, ife, sign_in):
    run("UPDATE organisations_user SET name = 'Somebody' WHERE id = %s", ife.pk)
    address = f"/RKE/audit/?thing=actions.Action&number={renamed.pk}&kind=changed"
    assert who_did(sign_in(ife), address) == ["Ifeoma", "Ife"]


def test_a_change_of_a_role_names_whose_it_was_then(trust, ben, ada, changing, sign_in):
    membership = ben.memberships.get()
    ben.name = "Benjamin"
    ben.save()
    page = sign_in(ada).get("/RKE/audit/?thing=organisations.Membership")
    row = next(row for row in page.context["page"].rows if row.entry.thing == membership.pk)
    assert row.what == f"Added role of a person {membership.pk}: Ben"


def test_an_entry_from_before_names_were_attested_has_the_first_one(renamed, ife):
    known = ChainHead.objects.get(chain=changes.INSTALLATION).sequence
    assert names_then(User, [ife.pk], None) == {ife.pk: "Ife"}
    assert names_then(User, [ife.pk], known) == {ife.pk: "Ifeoma"}


def test_a_newcomer_has_their_name_from_their_first_entry_on(trust, in_request):
    with in_request(trust, User.objects.system()) as change:
        zoe = User.objects.create_user("zoe@example.nhs.uk", "Zoe")
        change.user_id = zoe.pk
        trust.memberships.create(user=zoe, role="executive")
    said = Entry.objects.filter(person=zoe, chain="RKE")
    assert said.annotate(who=called("person", "installation")).get().who == "Zoe"


def test_a_chain_of_the_installation_that_was_cut_back_is_found(renamed, ife):
    run("UPDATE audit_chainhead SET sequence = 1 WHERE chain = %s", changes.INSTALLATION)
    assert found("system: the chain ends at seal 1, the log knew seal")
