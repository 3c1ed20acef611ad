"""Who may not see numbers of few people finds them on no page, in no file and in no paper."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from indicators.models import Figure, Indicator, PayBandCell
from tests.papers import text_of_pdf
from tests.test_access import PAGES, address_of
from wres.accounts.access import ROLE_PERMISSIONS, SEE_FEW, Role

__all__ = ["address_of"]

GROUPS = ["White", "BME", "Unknown"]


@pytest.fixture
def disciplined(trust, ada, load, tmp_path):
    """Of 3,719 White and 811 BME staff 67 and 7 entered the disciplinary process."""
    file = tmp_path / "counts.csv"
    file.write_text(
        "indicator,year,white numerator,white denominator,bme numerator,bme denominator\n"
        "3,2026,67,3719,7,811\n"
    )
    load("figures", "RKE", ada.email, file=file)
    return Figure.objects.get()


@pytest.fixture
def bands(trust, changing):
    indicator = Indicator.objects.get(number=1)
    held = {"Band 2": (412, 388, 31), "Band 7": (518, 77, 19), "Band 9": (23, 4, 0)}
    with changing(trust):
        for position, (band, (white, bme, unknown)) in enumerate(held.items()):
            PayBandCell.objects.create(
                organisation=trust,
                indicator=indicator,
                year=2026,
                staff_group="clinical",
                band=band,
                position=position,
                white=white,
                bme=bme,
                unknown=unknown,
            )


def test_administrators_and_inclusion_leads_see_them():
    may = {role for role in Role if SEE_FEW in ROLE_PERMISSIONS[role]}
    assert may == {Role.ADMINISTRATOR, Role.INCLUSION_LEAD}


def test_ada_sees_the_counts_and_esi_the_ratio_alone(disciplined, ada, esi, sign_in):
    page = f"/RKE/figures/3/2026/?figure={disciplined.pk}"
    seen = sign_in(ada).get(page).text
    assert "3,719" in seen
    hidden = sign_in(esi).get(page).text
    assert "0.48" in seen
    assert "0.48" in hidden
    assert "3,719" not in hidden
    assert "so chance is not told" in hidden


def table_of(html):
    rows = BeautifulSoup(html, "html.parser").select("table")[0].select("tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def test_a_band_of_few_people_hides_what_would_give_it_away(bands, trust, ada, esi, sign_in):
    page = "/RKE/indicators/1/?year=2026"
    assert any("4" in row[2].split() for row in table_of(sign_in(ada).get(page).text))
    shown = table_of(sign_in(esi).get(page).text)
    hidden = {row[0].split()[-1]: [cell.endswith("Hidden") for cell in row[1:4]] for row in shown}
    assert hidden["9"][1]
    assert sum(row[1] for row in hidden.values()) >= 2  # of the column, its total among them
    assert sum(hidden["9"]) >= 2 or hidden["9"][1]


COUNTS = ("3,719", "3719")


def read(answer):
    """All text of a page, a text file, a PDF, or a file that is an archive of XML."""
    data = answer.getvalue()
    if data.startswith(b"%PDF") and len(data) > 1_000:  # the evidence of the table is no paper
        return text_of_pdf(data)
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as archive:
            data = b"".join(map(archive.read, archive.namelist()))
    return data.decode("utf-8", "replace")


def test_no_page_file_or_paper_tells_esi_the_counts(
    disciplined, bands, address_of, esi, nia, sign_in
):
    for person in (esi, nia):
        client = sign_in(person)
        for name in sorted(PAGES):
            answer = client.get(address_of(name))
            said = read(answer) if answer.status_code == 200 else ""
            assert not [count for count in COUNTS if count in said], name


def test_the_contents_of_its_import_are_hidden_too(disciplined, ada, esi, sign_in):
    page = f"/RKE/figures/imports/{disciplined.origin_id}/"
    assert "3719" in sign_in(ada).get(page).text
    assert "may be of few people, so its numbers are not shown" in sign_in(esi).get(page).text


def test_a_part_of_few_people_is_suppressed_for_esi(trust, changing, ada, esi, sign_in):
    with changing(trust, ada):
        part = Figure.objects.create(
            organisation=trust,
            indicator=Indicator.objects.get(number=9),
            year=2026,
            part="executive",
            bme_count=2,
            bme_total=7,
            white_count=5,
            white_total=7,
        )
    page = f"/RKE/figures/9/2026/?figure={part.pk}"
    assert "28.6" in sign_in(ada).get(page).text
    hidden = sign_in(esi).get(page).text
    assert "28.6" not in hidden
    assert "Suppressed" in hidden
