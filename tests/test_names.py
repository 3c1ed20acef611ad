"""Names of an organisation's people are told apart by whoever reads them."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client

from actions.people.invitation import NameTakenError, Newcomer, accept
from tests.conftest import PASSWORD, delivered
from tests.test_invitations import ACCEPT, ADD, GIVEN, NEW, link_of
from wres.accounts import names
from wres.accounts.access import Role
from wres.accounts.models import Invitation, Membership, User
from wres.audit import verification

TURNED = "\u202eefI\u202c"

ALIKE = [
    ("Ife Adeyemi", "ife adeyemi"),
    ("Ife Adeyemi", "IFE  ADEYEMI"),
    ("Ife Adeyemi", "Ife\u00a0Adeyemi"),
    ("Ife Adeyemi", "Ife-Adeyemi"),
    ("Ife Adeyemi", "IfeAdeyemi"),
    ("Ife Adeyemi", "Ife Adeyem\u0456"),
    ("Ife Adeyemi", "\u0406fe Adeyemi"),
    ("Ife Adeyemi", "lfe Adeyemi"),
    ("Ife Adeyemi", "1fe Adeyemi"),
    ("Ife Adeyemi", "|fe Adeyemi"),
    ("Ife Adeyemi", "Ife Adeyerni"),
    ("Ife Adeyemi", "If\u00e9 Adeyemi"),
    ("Ife Adeyemi", "Ife\u0301 Adeyemi"),
    ("Ife Adeyemi", "Ife Ad\u200beyemi"),
    ("Ife Adeyemi", "Ife Adeyemi\u3164"),
    ("Ife Adeyemi", "\uff29\uff46\uff45 Adeyemi"),
    ("Ife Adeyemi", "\U0001d408\U0001d41f\U0001d41e Adeyemi"),
    ("Ife Adeyemi", "I\ua730e Adeyemi"),
    ("Noor", "N00r"),
    ("Esi", "\u0415\u0455\u0456"),
    ("Esi", "\u13acSI"),
    ("Amara", "\u0410mara"),
    ("Ola", "\u041e\u04cf\u0430"),
    ("Dan O'Neil", "Dan O\u2019Neil"),
    ("S\u00f8ren", "Soren"),
    ("Stra\u00dfer", "Strasser"),
    ("Sue Obi", "5ue 0bi"),
    ("Tom Bell", "7om 8e11"),
    ("Lee", "L33"),
    ("Bob", "B\u0275b"),
    ("Tess", "T\u01ddss"),
    ("Jo", "\u037f\u03bf"),
    ("Pop", "\u2ca3\u2c9f\u2ca3"),
    ("Ox", "\u2d54\u2d5d"),
]
APART = [
    ("Ife", "Ade"),
    ("Elia", "Ella"),
    ("Clare", "Dare"),
    ("Ben", "Ken"),
    ("Ana", "Anna"),
    ("Ann 3", "Ann E"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_a_reader_takes_for_one_look_alike(one, other):
    assert names.looks(one) & names.looks(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_a_reader_tells_apart_do_not(one, other):
    assert not names.looks(one) & names.looks(other)


@pytest.mark.parametrize(
    "name",
    [
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        "Ann (RGN)",
        "\u02bbOka",
    ],
)
def test_a_name_as_its_language_is_written_is_taken(name):
    assert names.problem(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *[(f"Ife{mark}", names.NOT_SEEN) for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"],
        *[(f"Ife{mark}", names.NOT_SEEN) for mark in "\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad"],
        *[(f"Ife{mark}", names.NOT_SEEN) for mark in "\u3164\uffa0\u115f\u2800\ue000\ufe0f"],
        *[(f"Ife{mark}x", names.TWO_LINES) for mark in "\n\r\t\x00\x85\u2028\u2029"],
        *[(name, names.NO_LETTER) for name in ("123", "...", "\u2603")],
        *[(name, names.TWO_SCRIPTS) for name in ("\u0410da", "Ad\u03b1", "\u13aada")],
        *[(name, "") for name in ("Ife", "Zo\u00eb O\u2019Neil-D'Souza", "J. R. (n\u00e9e Obi)")],
        *[(name, "") for name in ("\u738b\u4f1f Wei", "\u0410\u043d\u043d\u0430", "\u0645\u062d")],
    ],
)
def test_a_name_is_of_letters_that_can_be_seen(name, words):
    assert names.problem(name) == words


def invited_as(name, ada, sign_in):
    return sign_in(ada).post(ADD, NEW | {"name": name}).content.decode()


@pytest.mark.parametrize("name", ["Ben", "ben", "B\u00e9n", "BEN", "\u0412en", "Ben\u202e"])
def test_nobody_is_invited_by_a_name_that_looks_like_a_colleagues(name, ada, ben, sign_in):
    assert "nhsuk-error-summary" in invited_as(name, ada, sign_in)
    assert not Invitation.objects.exists()


def test_nor_by_that_of_somebody_who_is_invited_or_has_left(ada, dan, sign_in):
    assert "whose name looks like this one: Dan" in invited_as("DAN", ada, sign_in)
    invited_as("Kit", ada, sign_in)
    other = NEW | {"name": "K1t", "email": "other@example.nhs.uk"}
    assert "looks like this one: Kit" in sign_in(ada).post(ADD, other).content.decode()


def test_the_name_of_somebody_in_another_trust_is_free(ada, noor, sign_in):
    invited_as("Noor", ada, sign_in)
    assert Invitation.objects.get().name == "Noor"


@pytest.fixture
def link(ada, ben, sign_in, client):
    """The link with which Kit is invited to where Ben is."""
    sign_in(ada).post(ADD, NEW)
    client.logout()
    return link_of(delivered()[-1])


@pytest.mark.parametrize(
    "name", ["Ben", "\u0412en", "B\u0435n", "Ben\u200b", "\u202eneB", "8en", "Glen"]
)
def test_kit_does_not_accept_by_the_name_of_a_colleague(name, link, client):
    client.get(link)
    page = client.post(ACCEPT, GIVEN | {"name": name})
    if name == "Glen":
        assert User.objects.filter(email=NEW["email"]).exists()
    else:
        assert "nhsuk-error-summary" in page.content.decode()
        assert not User.objects.filter(email=NEW["email"]).exists()


def test_of_two_who_accept_by_one_name_at_once_one_does(link, in_request):
    invitation = Invitation.objects.get()
    with in_request(), pytest.raises(NameTakenError, match="looks like this one: Ben"):
        accept(invitation.key_hash, Newcomer("BEN", PASSWORD))
    assert Invitation.objects.get().state == Invitation.OPEN


@pytest.fixture
def another_ben(other_trust, changing):
    """Ben of another trust, whom Ada has invited as Benjamin."""
    user = User.objects.create_user("ben@hillside.example", "Ben", PASSWORD)
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=user, role=Role.EXECUTIVE)
    return user


def test_another_ben_says_what_tells_him_apart_when_he_accepts(ada, ben, another_ben, sign_in):
    sign_in(ada).post(ADD, NEW | {"name": "Benjamin", "email": another_ben.email})
    his = Client()
    his.force_login(another_ben)
    his.get(link_of(delivered()[-1]))
    assert "Somebody there has a name that looks like yours" in his.get(ACCEPT).content.decode()
    assert "looks like this one: Ben" in his.post(ACCEPT, {"name": "B\u00ebn"}).content.decode()
    assert not another_ben.memberships.filter(organisation="RKE").exists()
    his.post(ACCEPT, {"name": "Ben Hill"})
    another_ben.refresh_from_db()
    assert another_ben.name == "Ben Hill"
    assert another_ben.memberships.filter(organisation="RKE").exists()
    assert list(verification.problems()) == []


def test_two_who_were_alike_before_are_left_in_peace(ada, ben, trust, changing, sign_in):
    second = User.objects.create_user("second@example.nhs.uk", "Ben")
    with changing(trust):
        Membership.objects.create(organisation=trust, user=second, role=Role.ACTION_LEAD)
    page = f"/RKE/people/{second.memberships.get().pk}/"
    given = {"role": Role.EXECUTIVE, "is_active": "True"}
    assert sign_in(ada).post(page, given).status_code == 302
    assert second.memberships.get().role == Role.EXECUTIVE


def test_commands_give_no_such_name_either(ada, ben, trust):
    facts = ["reader@nhs.example", "--organisations", "RKE", "--as", ada.email, "--name"]
    with pytest.raises(CommandError, match="Ben of RKE has a name that looks like BEN"):
        call_command("add_national_reader", *facts, "BEN")
    with pytest.raises(CommandError, match="characters that cannot be seen"):
        call_command("add_national_reader", *facts, TURNED)
    facts = ["--administrator", "a@nhs.example", "--name", TURNED]
    with pytest.raises(CommandError, match="characters that cannot be seen"):
        call_command("add_organisation", "ABC", "Seaside", *facts)


@pytest.mark.parametrize(("person", "is_told"), [("ada", True), ("ife", False)])
def test_administrators_read_whose_name_it_is(person, is_told, request, ada, action, sign_in):
    request.getfixturevalue("ife")
    client = sign_in(request.getfixturevalue(person))
    client.get("/RKE/people/")
    ife = User.objects.get(email="ife@example.nhs.uk")
    sign_in(ife).post(f"/RKE/actions/{action.pk}/edit/", {})
    page = sign_in(request.getfixturevalue(person)).get("/RKE/audit/").content.decode()
    assert ("system@wres-tracker.invalid" in page) is is_told


def test_a_name_turns_nothing_beside_it_wherever_it_is_shown(ada, ben, action, make_lead, sign_in):
    User.objects.filter(pk=ben.pk).update(name=f"Ben{TURNED}")  # as one from before
    make_lead(f"Team \u2067{TURNED}", ben, action)
    client = sign_in(ada)
    for page in ("/RKE/people/", "/RKE/audit/", "/RKE/plan/2025/", f"/RKE/actions/{action.pk}/"):
        shown = client.get(page).content.decode()
        assert not names.TURNS.search(shown), page
    assert not names.TURNS.search(b"".join(client.get("/RKE/audit.csv")).decode())
    person = BeautifulSoup(client.get("/RKE/people/").content, "html.parser")
    assert person.find("bdi", string="BenefI")


def test_a_text_that_is_edited_keeps_what_was_typed(ife, plan, make_action, sign_in):
    action = make_action(f"Review \u202dpanels\u202c {TURNED}")
    page = BeautifulSoup(sign_in(ife).get(f"/RKE/actions/{action.pk}/edit/").content, "html.parser")
    fields = [*page.select("textarea"), *page.select("input")]
    assert any(action.title in (each.get("value") or each.text) for each in fields)
    assert not names.TURNS.search(page.h1.text)


def test_a_letter_turns_nothing_either(ada, sign_in, trust):
    sign_in(ada).post(ADD, NEW)
    User.objects.filter(pk=ada.pk).update(name=f"Ada{TURNED}")
    assert not names.TURNS.search(delivered()[-1].body)
