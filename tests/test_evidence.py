"""Evidence of an action: links and files, checked by what they hold, given as downloads only."""

import html
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Evidence, ProgressUpdate
from actions.updates.file_kinds import MEDIA_TYPES, media_type_of
from tests.evidence_files import docx, pdf, picture, with_parts, xlsx
from tests.test_update_page import form_for, page_of
from wres.audit import verification
from wres.files.refused import RefusedError

PDF = pdf()
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def archive(data=b"x"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", data)
    return file.getvalue()


WHOLE = {
    "a.pdf": PDF,
    "a.png": picture("PNG"),
    "a.jpg": picture("JPEG"),
    "a.JPEG": picture("JPEG"),
    "a.docx": docx(),
    "a.xlsx": xlsx(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_what_it_says_is_taken(name):
    assert media_type_of(name, WHOLE[name]) == MEDIA_TYPES[name[1:].lower()]


HOSTILE = {
    "a page named as a picture": ("a.png", HTML, "not a whole PNG"),
    "a page named as a document": ("a.pdf", HTML, "not a whole PDF"),
    "a page named as Word": ("a.docx", HTML, "is not a Word document"),
    "a drawing that runs": ("a.svg", SVG, "Select a PDF, Word, Excel, PNG or JPEG"),
    "a drawing named as a picture": ("a.png", SVG, "not a whole PNG"),
    "an archive behind a picture": ("a.png", picture("PNG") + archive(), "not a whole PNG"),
    "an archive behind a photograph": ("a.jpg", picture("JPEG") + archive(), "behind its end"),
    "an archive in a document": ("a.pdf", pdf(b"", b"", b"(%s)" % archive()), "zip archive too"),
    "a page before an archive": ("a.docx", HTML + docx(), "is not a Word document"),
    "an archive named as Word": ("a.docx", archive(), "is a zip archive"),
    "Excel named as Word": ("a.docx", xlsx(), "is an Excel workbook"),
    "Word named as Excel": ("a.xlsx", docx(), "is a Word document"),
    "macros": ("a.docx", with_parts(docx(), word__vbaProject_dot_bin=b"x"), "macros"),
    "a bomb": ("a.docx", with_parts(docx(), word__x_dot_bin=b"\0" * 20_000_000), "200 times its"),
    "entities": (
        "a.docx",
        with_parts(docx(), word__x_dot_xml=b"<!DOCTYPE x><x/>"),
        "a document ty",
    ),
    "a program": ("a.pdf.exe", PDF, "Select a PDF, Word, Excel, PNG or JPEG"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused_in_words(what):
    name, data, words = HOSTILE[what]
    with pytest.raises(RefusedError, match=words):
        media_type_of(name, data)


def add_page(action):
    return f"/RKE/actions/{action.pk}/evidence/"


def sent(name="minutes.pdf", data=PDF, **values):
    return {"title": "Minutes", "file": SimpleUploadedFile(name, data)} | values


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def led(action, amara, make_lead):
    make_lead("Recruitment Team", amara, action)
    return action


@pytest.fixture
def given(led, amara, sign_in):
    """A file that Amara added to her action."""
    sign_in(amara).post(add_page(led), sent())
    return Evidence.objects.get()


def test_a_stranger_signs_in_first(given, client):
    for page in (add_page(given.action), f"/RKE/evidence/{given.pk}/"):
        client.logout()
        assert client.get(page).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["ben", "esi", "ada"])
def test_who_does_not_lead_the_action_may_not_add_or_withdraw(given, who, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    assert client.post(add_page(given.action), sent()).status_code == 403
    page = f"/RKE/evidence/{given.pk}/withdraw/"
    assert client.post(page, {"reason": "No"}).status_code == 403
    assert Evidence.objects.filter(withdrawn_on=None).count() == 1


def test_amara_adds_a_file_and_esi_downloads_it(given, esi, sign_in):
    response = sign_in(esi).get(f"/RKE/evidence/{given.pk}/")
    assert response.content == PDF
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    page = text_of(sign_in(esi).get(given.action.get_absolute_url()))
    assert "Minutes" in page
    assert "Added by Amara on 16 March 2026" in page
    given.action.refresh_from_db()
    assert given.action.has_evidence
    assert list(verification.problems()) == []


def test_another_trust_finds_no_file(given, noor, sign_in):
    assert sign_in(noor).get(f"/ZE1/evidence/{given.pk}/").status_code == 404


def test_a_hostile_name_is_harmless(led, amara, sign_in):
    sign_in(amara).post(add_page(led), sent("../../<b>\u202egnp.pdf"))
    evidence = Evidence.objects.get()
    assert "/" not in evidence.file_name
    assert "\u202e" not in evidence.file_name
    header = sign_in(amara).get(f"/RKE/evidence/{evidence.pk}/")["Content-Disposition"]
    assert header.startswith("attachment;")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (sent(title=""), "Say what the evidence shows"),
        ({"title": "Minutes"}, "Give a link or select a file"),
        (sent(link="https://nhs.uk/minutes"), "Give a link or a file, not both"),
        ({"title": "Minutes", "link": "javascript:alert(1)"}, "beginning with https://"),
        (sent("a.png", HTML), "not a whole PNG file"),
        (sent("a.svg", SVG), "ends in .svg. Select a PDF, Word, Excel, PNG or JPEG file"),
        (sent(data=PDF + b" " * 10_000_000), "must be smaller than 10 MB"),
        (sent(data=b""), "The selected file is empty"),
    ],
)
def test_what_is_wrong_is_said(led, amara, sign_in, data, words):
    if "file" in data:
        data["file"].seek(0)
    assert words in text_of(sign_in(amara).post(add_page(led), data))
    assert not Evidence.objects.exists()


def test_the_same_file_twice_is_one(given, amara, sign_in):
    sign_in(amara).post(add_page(given.action), sent())
    assert Evidence.objects.count() == 1


def test_a_link_is_shown_and_counts(led, amara, sign_in):
    link = {"title": "Minutes", "link": "https://nhs.uk/minutes"}
    for _ in range(2):
        page = text_of(sign_in(amara).post(add_page(led), link, follow=True))
    assert 'href="https://nhs.uk/minutes" rel="noopener noreferrer nofollow"' in page
    assert Evidence.objects.count() == 1


def test_what_amara_withdraws_is_served_to_nobody_and_its_reason_stays(given, amara, ife, sign_in):
    page = f"/RKE/evidence/{given.pk}/withdraw/"
    assert "Say why the evidence is withdrawn" in text_of(sign_in(amara).post(page, {"reason": ""}))
    shown = text_of(sign_in(amara).post(page, {"reason": "It names a patient"}, follow=True))
    assert "withdrawn on 16 March 2026: It names a patient" in shown
    assert sign_in(ife).get(f"/RKE/evidence/{given.pk}/").status_code == 404
    given.refresh_from_db()
    given.action.refresh_from_db()
    assert bytes(given.file.data) == PDF
    assert not given.action.has_evidence
    assert list(verification.problems()) == []


def test_a_link_of_an_update_still_counts_when_a_file_is_withdrawn(given, ife, sign_in):
    given.action.refresh_from_db()
    data = form_for(given.action, evidence_link="https://nhs.uk/x")
    sign_in(ife).post(page_of(given.action), data)
    sign_in(ife).post(f"/RKE/evidence/{given.pk}/withdraw/", {"reason": "Old"})
    given.action.refresh_from_db()
    assert given.action.has_evidence


def test_an_update_brings_its_file(led, amara, sign_in):
    data = form_for(led, evidence_file=SimpleUploadedFile("panel.pdf", PDF))
    assert sign_in(amara).post(page_of(led), data).status_code == 302
    evidence = Evidence.objects.get()
    assert evidence.update == ProgressUpdate.objects.get()
    led.refresh_from_db()
    assert led.has_evidence


def test_a_file_with_an_update_that_is_wrong_is_asked_for_again(led, amara, sign_in):
    data = form_for(led, happened="", evidence_file=SimpleUploadedFile("panel.pdf", PDF))
    assert "Select the file again" in text_of(sign_in(amara).post(page_of(led), data))
    assert not Evidence.objects.exists()


def test_the_pages_need_few_queries(given, ife, sign_in, queries):
    client = sign_in(ife)
    for page in (add_page(given.action), f"/RKE/evidence/{given.pk}/withdraw/"):
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12
    with queries() as seen:
        client.get(given.action.get_absolute_url())
    assert len(seen) <= 12
