"""A trust's own Word template gives the look of its papers, and nothing else."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml.ns import qn

from actions.models import PaperTemplate
from actions.reports.papers import render
from actions.reports.papers.template import missing_styles
from tests.evidence_files import code, in_header
from tests.papers import REPORT, in_word
from tests.word_templates import (
    PURPLE,
    based_elsewhere,
    loading_a_picture,
    template,
    with_a_field,
    with_part,
    without,
    without_lists,
)
from wres.audit import changes, verification
from wres.files.refused import RefusedError

PAGE, FILE, REMOVE = (
    "/RKE/papers/template/",
    "/RKE/papers/template.docx",
    "/RKE/papers/template/remove/",
)


def paper(data):
    return in_word(render(REPORT, "docx", data).data)


def test_a_paper_takes_the_look_of_the_template_and_none_of_its_text():
    made = paper(template())
    assert made.styles["Heading 1"].font.color.rgb == PURPLE
    assert made.sections[0].header.paragraphs[0].text == "Riverside: board paper"
    assert "Delete this text" not in [paragraph.text for paragraph in made.paragraphs]
    assert [table.style.name for table in made.tables] == ["Table Grid"] * 2


@pytest.mark.parametrize("change", [template, lambda: template(based_elsewhere)])
def test_nobody_named_in_the_template_is_named_in_the_paper(change):
    data = render(REPORT, "docx", change()).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"A person" not in everything
    assert b"board.dotx" not in everything


def test_a_paper_from_a_template_is_the_same_to_the_byte():
    data = template(without_lists)
    assert render(REPORT, "docx", data) == render(REPORT, "docx", data)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (without("List Bullet", "Caption"), ["List Bullet", "Caption"]),
        (without("Title", "Heading 2", "Table Grid"), ["Title", "Heading 2", "Table Grid"]),
        (without_lists, ["List Bullet"]),
    ],
)
def test_styles_that_the_template_lacks_are_named_and_stood_in_for(change, missing):
    data = template(change)
    assert missing_styles(data) == missing
    assert missing_styles(render(REPORT, "docx", data).data) == []
    used = {paragraph.style.name for paragraph in paper(data).paragraphs}
    assert used >= {"Title", "Heading 1", "Heading 2", "List Bullet", "Caption"}


@pytest.mark.parametrize("change", [without("List Bullet"), without_lists])
def test_a_list_is_one_in_a_template_that_had_none(change):
    made = paper(template(change))
    (number,) = {
        each.get(qn("w:val")) for each in made.styles["List Bullet"].element.iter(qn("w:numId"))
    }
    shape = made.part.numbering_part.element.num_having_numId(int(number)).abstractNumId.val
    found = made.part.numbering_part.element.findall(qn("w:abstractNum"))
    (bullets,) = [each for each in found if each.get(qn("w:abstractNumId")) == str(shape)]
    assert next(bullets.iter(qn("w:numFmt"))).get(qn("w:val")) == "bullet"


REFUSED = [
    (b"not a document", "is not a Word document"),
    (with_part("word/vbaProject.bin"), "macros"),
    (with_part("xl/workbook.bin"), "binary Excel"),
    (template(loading_a_picture), "loads something from elsewhere"),
    (template(with_a_field("DDEAUTO c:\\\\windows\\\\cmd.exe")), "field that fetches"),
    (template(with_a_field('INCLUDEPICTURE "https://elsewhere.example/x"')), "field that fetches"),
    (bytes(2_000_001), "smaller than 2 MB"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_a_file_that_may_do_harm_is_refused_in_words(data, words):
    with pytest.raises(RefusedError, match=words):
        missing_styles(data)


@pytest.mark.parametrize("code", ["PAGE", "STYLEREF Title", 'HYPERLINK "https://trust.example"'])
def test_harmless_fields_are_taken(code):
    assert missing_styles(template(with_a_field(code))) == []


# The page


def sent(client, data, name="board.docx"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def held(ife, trust, sign_in):
    """Riverside's template, as Ife brought it."""
    assert sent(sign_in(ife), template()).status_code == 302
    return PaperTemplate.objects.get(organisation=trust)


def test_ife_brings_a_template_and_sees_it(held, ife, sign_in):
    assert held.sha256 == hashlib.sha256(held.data).hexdigest()
    page = sign_in(ife).get(PAGE).content.decode()
    assert "board.docx" in page
    assert "It has every style that a paper needs" in page
    response = sign_in(ife).get(FILE)
    assert response.content == bytes(held.data)
    assert held.history.get().history_user == ife
    assert list(verification.problems()) == []


def test_ife_replaces_the_template_by_one_that_lacks_styles(held, ife, sign_in):
    sent(sign_in(ife), template(without("Caption")), "new.docx")
    page = sign_in(ife).get(PAGE).content.decode()
    assert "new.docx" in page
    assert "<li>Caption</li>" in page
    assert PaperTemplate.objects.count() == 1


def test_ife_removes_the_template(held, ife, sign_in):
    client = sign_in(ife)
    assert client.post(REMOVE).status_code == 302
    held.refresh_from_db()
    assert held.data is None
    assert "There is no template yet" in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 302
    assert client.post(REMOVE).status_code == 302
    assert held.history.count() == 2


def test_a_template_that_is_no_longer_taken_says_so(held, ife, sign_in):
    with changes.origin("test"), changes.change(held.organisation_id, by=ife):
        held.data = in_header(code("INCLUDE", "PICTURE x"))
        held.save()
    page = sign_in(ife).get(PAGE).content.decode()
    assert "Papers do not use this template" in page
    assert "INCLUDEPICTURE" in page


def test_a_refused_file_is_not_kept(ife, sign_in, db):
    page = sent(sign_in(ife), with_part("word/vbaProject.bin")).content.decode()
    assert "The selected file is a file with macros" in page
    assert "Error: " in page
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize("address", [PAGE, REMOVE])
def test_who_is_signed_out_is_asked_to_sign_in(client, trust, address):
    assert client.post(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", [PAGE, REMOVE])
def test_esi_may_not_change_the_template(held, esi, sign_in, address):
    assert sign_in(esi).post(address).status_code == 403
    held.refresh_from_db()
    assert held.data


def test_the_page_keeps_to_its_queries(held, ife, sign_in, django_assert_max_num_queries):
    client = sign_in(ife)
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_the_template_is_for_word_alone():
    assert render(REPORT, "pdf", template()) == render(REPORT, "pdf")
