"""The newest seal of each chain is kept outside the database: a chain cut back is found by it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from actions.models import Quarter
from actions.quarter import closed
from actions.quarter.report import document_of
from tests.conftest import TODAY
from wres.audit import heads, triggers
from wres.audit.models import ChainHead, Seal


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "heads.jsonl"


def log_heads(path):
    call_command("log_heads", file=path, stdout=StringIO())


def verified(*options):
    """What `verify_audit` says of the trail and of these heads."""
    said = StringIO()
    try:
        call_command("verify_audit", *options, stdout=said, stderr=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}"
    return said.getvalue()


def cut_back():
    """The newest change is taken out with every trace of it."""
    with triggers.lifted(), connection.cursor() as cursor:
        last = ChainHead.objects.get(chain="RKE").sequence
        number = Seal.objects.get(chain="RKE", sequence=last).history_id
        before = Seal.objects.get(chain="RKE", sequence=last - 1)
        cursor.execute("DELETE FROM audit_seal WHERE chain = 'RKE' AND sequence = %s", [last])
        cursor.execute("DELETE FROM actions_historicalaction WHERE history_id = %s", [number])
        cursor.execute(
            "DELETE FROM audit_entry WHERE model = 'actions.Action' AND history_id = %s", [number]
        )
        cursor.execute("UPDATE actions_action SET title = 'Review interview panels', version = 1")
        cursor.execute(
            "UPDATE audit_chainhead SET sequence = %s, mac = %s, "
            "latest = (SELECT MAX(at) FROM audit_entry WHERE chain = 'RKE') WHERE chain = 'RKE'",
            [before.sequence, before.mac],
        )
    return last


@pytest.fixture
def recorded(action, ife, changing, kept):
    """A change of an action by Ife, and the heads recorded after it."""
    with changing(action.organisation, ife):
        action.title = "Review every interview panel"
        action.save()
    log_heads(kept)
    return heads.of("RKE")


def test_each_head_is_a_line_of_json_in_the_log_and_in_the_file(recorded, noor, kept, caplog):
    with caplog.at_level("INFO", "wres.audit.heads"):
        log_heads(kept)
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    logged = [json.loads(record.getMessage()) for record in caplog.records]
    assert sorted(line["chain"] for line in lines[:2]) == ["RKE", "system"]
    assert sorted(line["chain"] for line in lines[2:]) == ["RKE", "ZE1", "system"]
    assert logged == lines[2:]
    first = next(line for line in lines if line["chain"] == "RKE")
    assert (first["sequence"], first["mac"]) == (recorded.sequence, recorded.mac)


def test_what_was_recorded_still_verifies_after_more_changes(recorded, noor, kept):
    assert "verifies" in verified("--heads", str(kept), "--head", recorded.words)


def test_a_chain_cut_back_with_its_head_is_found_by_what_was_recorded(recorded, kept):
    last = cut_back()
    assert "The audit trail verifies" in verified()
    ends = f"and gone: the chain ends at seal {last - 1}."
    assert ends in verified("--heads", str(kept))
    assert ends in verified("--head", recorded.words)


def test_a_chain_that_was_written_again_is_found_by_what_was_recorded(recorded, kept):
    other = f"RKE:{recorded.sequence}:{'0' * 16}"
    words = f"RKE seal {recorded.sequence} is not the one that is on record"
    assert words in verified("--head", other)


@pytest.mark.parametrize(
    "words", ["RKE", "RKE:1", "RKE:one:3f2a9c81", "RKE:1:xyz", "rke:1:3f2a9c81"]
)
def test_what_is_no_head_is_refused_in_words(words, db):
    assert f"“{words}” is not a head" in verified("--head", words)


@pytest.mark.parametrize("line", ["not JSON", "[1]", '{"chain": "RKE"}'])
def test_a_file_that_holds_no_heads_is_refused_with_its_line(line, db, kept):
    kept.write_text(f"\n{line}\n")
    assert "line 2 is not a recorded head" in verified("--heads", str(kept))


def test_a_file_that_is_not_there_is_said(db, kept):
    assert "cannot be read" in verified("--heads", str(kept))


def test_a_folder_that_is_not_there_is_said(recorded, kept):
    with pytest.raises(CommandError, match="cannot be written"):
        log_heads(kept / "nowhere")


def test_the_papers_of_a_closed_quarter_print_the_head(plan, action, ife, in_request):
    before = heads.of("RKE")
    with in_request():
        report = closed.close(Quarter.objects.get(plan=plan), by=ife, today=TODAY)
    printed = dict(document_of(report).facts)["Audit trail"]
    assert printed == before.words
    comma_separated = report.papers.get(kind="csv")
    assert before.words in bytes(comma_separated.data).decode()
    assert "The audit trail verifies" in verified("--head", printed)


def test_a_draft_prints_no_head(plan, action):
    stand = closed.stand(Quarter.objects.get(plan=plan), TODAY)
    assert "Audit trail" not in dict(stand.document(is_draft=True).facts)
