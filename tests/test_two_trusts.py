"""Two trusts on one server: no number of the other's things, put anywhere, leads across."""

import uuid
from datetime import date
from itertools import product

import pytest
from django.apps import apps

from actions.models import Action, Lead, Plan, Quarter, SavedFilter, Section
from indicators.models import Standard
from tests import test_access, test_hostile_pages
from tests.asked import forms_of, html_of
from tests.test_access import PAGES
from tests.test_hostile_pages import WRITTEN, undone
from wres.accounts.access import Role
from wres.accounts.models import Membership, User
from wres.files.models import Upload

THEIRS = 987_654  # the number of each thing of Hillside

address_of = test_access.address_of
world = test_hostile_pages.world


@pytest.fixture
def hillside(other_trust, changing):
    """A trust with a plan of its own, each thing of which has the same number."""
    with changing(other_trust):
        person = User.objects.create_user("omar@example.nhs.uk", "Omar")
        membership = Membership(pk=THEIRS, organisation=other_trust, user=person)
        membership.role = Role.INCLUSION_LEAD
        membership.save()
        plan = Plan(pk=THEIRS, organisation=other_trust, year=2025, date=date(2025, 8, 31))
        plan.standard = Standard.objects.get(code="WRES")
        plan.save()
        section = Section(pk=THEIRS, plan=plan, name="Their section", position=1)
        section.save()
        Lead(pk=THEIRS, organisation=other_trust, name="Their team").save()
        Quarter(pk=THEIRS, plan=plan, year=2025, number=4, state=Quarter.OPEN).save()
        action = Action(pk=THEIRS, organisation=other_trust, plan=plan, section=section)
        action.title, action.position, action.created_on = "Their action", 1, plan.date
        action.save()
        kept = SavedFilter(pk=THEIRS, organisation=other_trust, owner=person, name="Theirs")
        kept.query, kept.is_shared = "status=ongoing", True
        kept.save()
    return other_trust


def theirs_as_it_stands():
    """Hillside's things, and how many rows of anybody's lead to each of them."""
    things = [Action, Lead, Plan, Section, Quarter, SavedFilter, Membership]
    found = {thing: thing.objects.filter(pk=THEIRS).values().get() for thing in things}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model in things:
                rows = model._base_manager.filter(**{field.name: THEIRS})
                found[model, field.name] = rows.count()
    return found


@pytest.mark.parametrize("role", [Role.INCLUSION_LEAD, Role.ADMINISTRATOR])
def test_a_number_of_riverside_opens_nothing_in_hillside(
    role, address_of, other_trust, make_person, sign_in
):
    client, opened = sign_in(make_person(other_trust, "Olu", role)), []
    uploads = set(Upload.objects.values_list("pk", "state"))
    for name, method in product(PAGES, ["get", "post"]):
        address = address_of(name).replace("/RKE/", "/ZE1/", 1)
        if has_number(address):
            answer = getattr(client, method)(address, {"submission": uuid.uuid4()})
            where = answer.headers.get("Location", "")
            is_gone = where.startswith("/ZE1/") and not has_number(where)  # as any other number
            if answer.status_code not in {403, 404, 405} and not is_gone:
                opened.append((method, address, answer.status_code))
    assert opened == []
    assert set(Upload.objects.values_list("pk", "state")) == uploads


def has_number(address):
    """Whether it names a thing by its number: years, indicators and quarters are everybody's."""
    parts = address.split("/")
    is_shared = {"indicators", "figures"} & set(parts) and "imports" not in parts
    numbers = [part for part in parts if part.isdigit() and len(part) != 4]
    return bool(numbers) and (not is_shared or "uploads" in parts)


def test_a_number_of_hillside_in_a_form_of_riverside_joins_nothing(world, hillside):
    before, tried = theirs_as_it_stands(), 0
    for name in WRITTEN:
        client, address = world.reader(name), world.address(name)
        for form in forms_of(html_of(client.get(address)), address):
            for field in {key for key, value in form.fields if value.isdigit() or not value}:
                with undone():
                    answer = client.post(form.address, form.filled(**{field: THEIRS}))
                    assert answer.status_code < 500
                    assert theirs_as_it_stands() == before, (name, field)
                    tried += 1
    assert tried > 100


EXTRA = {
    "organisation": "ZE1",
    "organisation_id": "ZE1",
    "user": "1",
    "user_id": "1",
    "author": "1",
    "asked_by": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "role": "administrator",
    "id": str(THEIRS),
    "pk": str(THEIRS),
    "plan": str(THEIRS),
    "plan_id": str(THEIRS),
    "created_on": "2001-01-01",
    "settled_by": "1",
}


def test_a_field_that_the_form_does_not_have_sets_nothing(world, hillside):
    before = theirs_as_it_stands()
    staff = list(User.objects.order_by("pk").values("pk", "is_staff", "is_superuser"))
    roles = set(Membership.objects.values_list("pk", "role", "is_active"))
    for name in WRITTEN:
        client, address = world.reader(name), world.address(name)
        for form in forms_of(html_of(client.get(address)), address):
            more = {key: value for key, value in EXTRA.items() if key not in form.names}
            with undone():
                client.post(form.address, form.filled(**more))
                assert theirs_as_it_stands() == before, name
                now = User.objects.order_by("pk").values("pk", "is_staff", "is_superuser")
                assert [each for each in now if each in staff] == staff, name
                assert not any(each["is_staff"] or each["is_superuser"] for each in now)
                if not {"role", "is_active"} & set(form.names):
                    assert roles <= set(Membership.objects.values_list("pk", "role", "is_active"))
