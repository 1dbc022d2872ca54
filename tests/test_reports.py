"""Rows that a regulator doubts: readers are told at once, at the row and under every answer that rests on it, until somebody replies."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from guidance.building import build_library
from guidance.issues import Issue
from publishing import checks, release
from publishing.access.tokens import Identity
from publishing.desk import reports
from publishing.desk.reports import Reports
from publishing.refusals import Conflict, NotAllowed, NotFound, Refused
from rules.answer import Answer, answer
from rules.checking.table_sheet import TableSheet
from rules.reports import Report, doubts, read_reports, write_reports
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY
from tests.miniature_desk import NMC_A, NMC_B, OTHER, Office

PATH = "rules/reports/nmc.toml"
DOUBT = Report(id="x-1", row="18", on=TODAY, owner="rules editor", reply_by=datetime.date(2026, 12, 6))
WORDS = "The NMC has told us that it doubts this row (22 November 2026). We reply by 6 December 2026."


def of(files: Mapping[str, bytes], *found: Report) -> tuple[dict[str, Table], list[Issue]]:
    """The tables with these reports, and the issues of the reports alone."""
    tables, issues = build_tables({**files, PATH: write_reports(found)})
    return tables, [issue for issue in issues if issue.path == PATH]


def test_what_is_written_is_read_again() -> None:
    closed = DOUBT.model_copy(update={"id": "x-0", "answered": datetime.date(2026, 12, 1)})
    assert read_reports(PATH, write_reports([closed, DOUBT]), ["18"]) == ((closed, DOUBT), [])
    assert doubts([closed, DOUBT]) == {"18": DOUBT}
    assert doubts([closed]) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"row": "none"}, "the table has no row none"),
        ({"reply_by": datetime.date(2026, 1, 1)}, "before the report"),
        ({"answered": datetime.date(2026, 1, 1)}, "before the report"),
    ],
)
def test_a_report_of_nothing_is_an_error(content_files: dict[str, bytes], changes: dict[str, object], words: str) -> None:
    _, issues = of(content_files, DOUBT.model_copy(update=changes))
    assert len(issues) == 1 and words in issues[0].message


def test_a_closed_report_may_name_a_row_that_is_gone(content_files: dict[str, bytes]) -> None:
    _, issues = of(content_files, DOUBT.model_copy(update={"row": "gone", "answered": TODAY}))
    assert issues == []


def test_reports_of_no_table_are_an_error(content_files: dict[str, bytes]) -> None:
    _, issues = build_tables({**content_files, "rules/reports/xyz.toml": write_reports([])})
    assert "These reports belong to no table." in [issue.message for issue in issues]


def decided(files: dict[str, bytes], *found: Report, on: datetime.date = TODAY) -> Answer:
    """The answer for a nurse who is a chief executive and relies on nursing knowledge."""
    tables, issues = of(files, *found)
    assert issues == []
    library, _ = build_library(files)
    return answer(tables["nmc"], library, library.professions["nurse"], library.roles["chief-executive"], {}, on)


def test_an_answer_that_rests_on_a_doubted_row_is_being_rechecked(content_files: dict[str, bytes]) -> None:
    resting = [reason.row for reason in decided(content_files).because]
    row = DOUBT.model_copy(update={"row": resting[0]})
    told = decided(content_files, row).recheck
    assert told is not None and told.changed and told.rows[0] == resting[0]
    assert told.words == WORDS.replace("this row", "a rule that this answer rests on")
    late = decided(content_files, row, on=datetime.date(2026, 12, 24)).recheck
    assert late is not None and "Our reply was due by 6 December 2026." in late.words
    earlier = decided(content_files, row, on=datetime.date(2026, 10, 1)).recheck
    assert earlier == told, "what is doubted today may never have been right"
    closed = decided(content_files, row.model_copy(update={"answered": TODAY})).recheck
    assert closed == decided(content_files).recheck


def test_advice_that_is_doubted_is_told_too(content_files: dict[str, bytes]) -> None:
    added = decided(content_files).advice[0].row
    told = decided(content_files, DOUBT.model_copy(update={"row": added})).recheck
    assert told is not None and told.rows[0] == added and told.changed


def test_other_answers_are_not_touched(content_files: dict[str, bytes]) -> None:
    tables, _ = of(content_files)
    plain = decided(content_files)
    resting = {reason.row for reason in (*plain.because, *plain.limits, *plain.advice)}
    other = next(row.id for row in tables["nmc"].rows if row.id not in resting and row.stage == "gate")
    assert decided(content_files, DOUBT.model_copy(update={"row": other})).recheck == decided(content_files).recheck


def test_the_row_page_tells_who_doubts_it(content_files: dict[str, bytes]) -> None:
    tables, _ = of(content_files, DOUBT)
    library, _ = build_library(content_files)
    sheet = TableSheet(tables["nmc"], library, TODAY, TODAY)
    row = next(row for row in tables["nmc"].rows if row.id == "18")
    assert sheet.rechecked(row) == WORDS


# ---- how a regulator tells us


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content_files: dict[str, bytes]) -> Office:
    """Miniature content with the NMC's real table beside it."""
    table = build_tables(content_files)[0]["nmc"]

    def tables(files: Mapping[str, bytes]) -> tuple[dict[str, Table], list[Issue]]:
        found, issues = read_reports(PATH, files.get(PATH, b""), [row.id for row in table.rows])
        return {"nmc": replace(table, reports=found)}, issues

    monkeypatch.setattr(reports, "build_tables", tables)
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))
    return Office(tmp_path).open()


@pytest.fixture
def desk(office: Office) -> Reports:
    return Reports(office.ledger, office.releases, lambda: office.day)


def test_a_report_is_shown_at_once_and_closed_by_a_reply(office: Office, desk: Reports) -> None:
    made = desk.report("18", "It leaves out midwives.", NMC_A, "r-1")
    assert (made.row, made.on, made.owner, made.reply_by) == ("18", TODAY, "rules editor", TODAY + datetime.timedelta(days=14))
    name = office.releases.current()
    assert name is not None and office.releases.open(name, TODAY).files[PATH] == office.files()[PATH] == write_reports([made])
    assert b"midwives" not in office.files()[PATH], "what was written stays in the desk"
    regulator, report, letter = desk.all()[0]
    assert (regulator, report) == ("nmc", made) and letter is not None and letter.why == "It leaves out midwives."
    office.pass_time(days=3)
    closed = desk.reply("nmc", "18", "Row 18b is for midwives.")
    assert closed == made.model_copy(update={"answered": office.day})
    assert desk.all("nmc")[0][2].reply == "Row 18b is for midwives."  # type: ignore[union-attr]
    assert [(line.who, line.what, line.of, line.request) for line in office.ledger.audit.lines()] == [
        (NMC_A.token, "row reported", "nmc/18", "r-1"), ("operator", "row report answered", "nmc/18", ""),
    ]  # fmt: skip
    assert office.ledger.audit.verify() == []
    again = desk.report("18", "Still.", NMC_B)
    assert again.id != made.id


def test_what_cannot_be_reported(office: Office, desk: Reports) -> None:
    before = office.files()
    with pytest.raises(NotFound, match="no such row"):
        desk.report("none", "x", NMC_A)
    with pytest.raises(NotFound, match="no table"):
        desk.report("18", "x", OTHER)
    with pytest.raises(NotAllowed):
        desk.report("18", "x", Identity("e" * 10, "Heads", "nmc", frozenset({"approve"})))
    for words in ("", "x" * 5_000):
        with pytest.raises(Refused, match="does not fit"):
            desk.report("18", words, NMC_A)
    with pytest.raises(NotFound, match="waits for a reply"):
        desk.reply("nmc", "18", "x")
    assert office.files() == before
    desk.report("18", "x", NMC_A)
    with pytest.raises(Conflict, match="reported already"):
        desk.report("18", "y", NMC_B)
