"""Ife says which column an unknown heading is; the trust's next files are read so too."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from actions.imports.reading import read_plan
from actions.models import Action
from wres.audit import verification

FACTS = {"year": "2025", "date_day": "31", "date_month": "8", "date_year": "2025"}
UNKNOWN = b"Commitment,Named person,Finish\nPut panels in place,EDI Lead,31.03.2026\n"


@pytest.fixture
def send(trust, ife, sign_in):
    """`send(data)`: what comes of selecting this file, as Ife."""

    def post(data, name="plan.csv"):
        file = SimpleUploadedFile(name, data)
        return sign_in(ife).post(
            reverse("plan_import", args=["RKE"]), FACTS | {"file": file}, follow=True
        )

    return post


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def names_of(response):
    """The field of each heading."""
    page = soup(response)
    return {label.text.strip(): label["for"].removeprefix("id_") for label in page.select("label")}


def say(client, response, **columns):
    fields = names_of(response)
    data = {fields[f"Which column is “{name}”?"]: column for name, column in columns.items()}
    return client.post(response.request["PATH_INFO"], data, follow=True)


def save(client, response):
    digest = soup(response).find("input", {"name": "digest"})["value"]
    return client.post(response.request["PATH_INFO"], {"digest": digest}, follow=True)


SAID = {"Commitment": "action", "Named person": "leads", "Finish": "completion"}


def test_a_heading_that_is_unknown_is_asked_about_with_its_first_cells(send):
    page = send(UNKNOWN)
    assert "Which column is this?" in page.text
    assert "Put panels in place" in page.text


def test_what_ife_says_is_read_and_kept_for_the_next_file(send, client, trust):
    shown = say(client, send(UNKNOWN), **SAID)
    assert "New actions" in shown.text
    save(client, shown)
    action = Action.objects.get()
    assert (action.title, str(action.target_date)) == ("Put panels in place", "2026-03-31")
    assert trust.column_names.get(heading="finish").column == "completion"
    assert "What this file would change" in send(UNKNOWN.replace(b"2026", b"2025")).text
    assert list(verification.problems()) == []


def test_a_file_without_a_column_of_actions_is_asked_about_until_it_has_one(send, client):
    page = say(client, send(UNKNOWN), Finish="completion")
    assert "Say which column has the actions" in page.text
    assert not Action.objects.exists()


def test_another_table_is_named_and_can_be_ticked(send, client, trust):
    document = Document()
    for rows in (
        (["Action", "Lead", "Date"], ["Put panels in place", "EDI Lead", "31.03.2026"]),
        (["Date", "Key action"], ["30.06.2026", "Grow the network"]),
    ):
        table = document.add_table(0, len(rows[0]))
        for cells in rows:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    data = io.BytesIO()
    document.save(data)
    assert [row.raw["action"] for row in read_plan(data.getvalue()).rows] == ["Put panels in place"]
    shown = send(data.getvalue(), "plan.docx")
    assert "Grow the network" in shown.text
    upload = trust.uploads.get()
    page = client.get(reverse("plan_upload_columns", args=["RKE", upload.pk]))
    ticked = client.post(page.request["PATH_INFO"], {"table_1": "on"}, follow=True)
    assert "2" in soup(ticked).find("dt", string="New actions").find_next("dd").text
