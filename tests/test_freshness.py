"""Freshness: what a reader is told of an answer whose ground has moved, whose check is overdue, or whose words are new."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from guidance.building import build_library
from guidance.freshness import FIRST, RECHECKING, Freshness, freshness
from guidance.issues import errors
from guidance.library import Library
from guidance.model import Version
from tests.conftest import TODAY
from tests.miniature_content import BODY, QUESTION, fact, miniature, version

Files = dict[str, bytes]
DAY = datetime.date
BEFORE, THEN, LATER = DAY(2026, 12, 9), DAY(2026, 12, 10), DAY(2026, 12, 20)
HOURS, OTHER, ANEW = "guidance/nmc/hours/2026-12-10.md", "guidance/nmc/other/2026-12-10.md", "evidence/nmc/2026-12-10-hours.toml"
HOW_MANY, WHAT_COUNTS = "You need 450 hours.", "Leadership counts."
BOTH = "{how-many: [NMC-01, NMC-02], what-counts: [NMC-03]}"
WITHOUT = "{how-many: [], what-counts: [NMC-02, NMC-03]}"


def page(old: str = "", new: str = "", significance: str = "major", evidence: str = "", more: str = "") -> bytes:
    """A version of the page on which the question rests, with some words in place of others."""
    assert old in BODY
    body = BODY.replace(old, new) if old else BODY
    made = version(evidence=evidence, body=body, more=more) if evidence else version(body=body, more=more)
    return made.replace(b"significance: major", f"significance: {significance}".encode())


def told(says: str) -> bytes:
    """The fact on which the question rests, told from a later day."""
    return fact("NMC-01").replace("What NMC-01 says.", says).encode()


def library(files: Files) -> Library:
    found, issues = build_library(files)
    assert not errors(issues), issues
    return found


def fresh(files: Files, on: DAY, page_id: str = "faq/how-many", number: int = -1) -> Freshness:
    """How fresh a version of a page is, the last one unless told otherwise."""
    held = library(files)
    return freshness(held, held.pages[page_id].versions[number], on)


@pytest.mark.parametrize(
    ("changes", "on", "rechecking"),
    [
        pytest.param({}, LATER, False, id="nothing changed"),
        pytest.param({HOURS: page(HOW_MANY, "You need 900 hours.")}, BEFORE, False, id="a change ahead"),
        pytest.param({HOURS: page(HOW_MANY, "You need 900 hours.")}, THEN, True, id="on its day"),
        pytest.param({HOURS: page(HOW_MANY, "You need 900 hours.")}, LATER, True, id="later"),
        pytest.param({HOURS: page("## How many {", "## Your hours {")}, LATER, True, id="another heading"),
        pytest.param({HOURS: page(HOW_MANY, "You need 900 hours.", "minor")}, LATER, False, id="a minor change"),
        pytest.param({HOURS: page(WHAT_COUNTS, "Nothing counts.")}, LATER, False, id="another section"),
        pytest.param({HOURS: page(evidence=BOTH)}, LATER, True, id="other facts in the section"),
        pytest.param({HOURS: page("{#how-many}", "{#hours}", evidence=BOTH.replace("how-many", "hours"))}, LATER, True, id="another anchor and other facts"),
        pytest.param(
            {HOURS: page("{#how-many}", "{#hours}", evidence="{hours: [NMC-01], what-counts: [NMC-02, NMC-03]}", more="moved: {how-many: hours}\n")},
            LATER,
            False,
            id="another anchor alone",
        ),
        pytest.param(
            {HOURS: page(HOW_MANY, "You need 900 hours."), "guidance/nmc/hours/2026-12-15.md": page(HOW_MANY, "You need 900 hours!", "minor")},
            LATER,
            True,
            id="a minor change after a major one",
        ),
        pytest.param(
            {HOURS: page(evidence=WITHOUT), OTHER: version("Other", evidence="{how-many: [NMC-01], what-counts: []}")}, LATER, True, id="told on another page"
        ),
        pytest.param({"guidance/nmc/hours/2026-11-22.2.md": page(HOW_MANY, "You need 900 hours.")}, LATER, False, id="on the day of the check"),
        pytest.param({ANEW: told("Another thing.")}, BEFORE, False, id="a fact told anew ahead"),
        pytest.param({ANEW: told("Another thing.")}, THEN, True, id="a fact told anew"),
        pytest.param({ANEW: told("What NMC-01 says.")}, LATER, False, id="a fact told again in the same words"),
        pytest.param({ANEW: fact("NMC-01", "known").encode()}, LATER, True, id="a fact that is not confirmed any more"),
        pytest.param({ANEW: fact("NMC-02", "known").encode()}, LATER, False, id="another fact"),
    ],
)
def test_an_answer_is_rechecked_when_what_it_rests_on_changed(changes: Files, on: DAY, rechecking: bool) -> None:
    files = {**miniature(), **changes}
    assert fresh(files, on).rechecking == (RECHECKING if rechecking else "")
    assert fresh(files, on, "nmc/hours").rechecking == "", "a page of guidance is a home itself"
    checked = {**files, QUESTION: files[QUESTION].replace(b"checked: 2026-11-22", f"checked: {THEN}".encode())}
    assert fresh(checked, on).rechecking == "", "checked since"


def test_what_follows_the_check_counts_and_no_more() -> None:
    files = {**miniature(), HOURS: page(HOW_MANY, "You need 900 hours."), "guidance/nmc/hours/2026-12-20.md": page(HOW_MANY, "You need 800 hours.")}
    files[QUESTION] = files[QUESTION].replace(b"checked: 2026-11-22", f"checked: {THEN}".encode())
    assert [bool(fresh(files, on).rechecking) for on in (THEN, DAY(2026, 12, 19), LATER)] == [False, False, True]


@pytest.mark.parametrize(("on", "days"), [(TODAY, 0), (DAY(2027, 2, 22), 0), (DAY(2027, 2, 23), 1), (DAY(2027, 3, 22), 28)])
@pytest.mark.parametrize("page_id", ["faq/how-many", "nmc/hours"])
def test_a_check_is_overdue_from_the_day_after_it_was_due(on: DAY, days: int, page_id: str) -> None:
    assert fresh(miniature(), on, page_id).overdue_days == days


def reworded(change: str, name: str = "2026-12-10") -> Files:
    """The question with a second version that says this of itself."""
    files = miniature()
    files[f"faqs/how-many/{name}.md"] = files[QUESTION].replace(FIRST.encode(), change.encode())
    return files


@pytest.mark.parametrize(
    ("files", "on", "expected"),
    [
        pytest.param(miniature(), TODAY, None, id="first published"),
        pytest.param(reworded("Plainer words."), THEN, THEN, id="its first day"),
        pytest.param(reworded("Plainer words."), DAY(2027, 1, 9), THEN, id="thirty days"),
        pytest.param(reworded("Plainer words."), DAY(2027, 1, 10), None, id="thirty-one days"),
        pytest.param(reworded("Plainer words.", "2026-11-22.2"), TODAY, TODAY, id="corrected on the same day"),
        pytest.param({**miniature(), "faqs/how-many/2026-11-01.md": miniature()[QUESTION]}, TODAY, None, id="an older wording set down later"),
    ],
)
def test_a_change_is_told_for_thirty_days_but_no_first_publication(files: Files, on: DAY, expected: DAY | None) -> None:
    found = fresh(files, on)
    assert (found.changed_on, found.change, found.changed_lately) == (expected, "Plainer words." if expected else "", expected is not None)


@pytest.mark.parametrize(
    ("on", "number", "expected"),
    [(BEFORE, 0, "2026-12-10"), (BEFORE, 1, "2026-12-10"), (THEN, 0, "2027-01-01"), (THEN, 1, "2027-01-01"), (DAY(2027, 1, 1), 2, "")],
)
def test_the_next_version_ahead_is_told(on: DAY, number: int, expected: str) -> None:
    files = reworded("Plainer words.")
    files["faqs/how-many/2027-01-01.md"] = files[QUESTION]
    ahead: Version | None = fresh(files, on, number=number).ahead
    assert (ahead.stamp if ahead else "") == expected


@pytest.mark.parametrize(
    ("files", "on", "number"),
    [
        pytest.param(reworded("Plainer words."), BEFORE, 1, id="announced"),
        pytest.param(reworded("Plainer words."), DAY(2027, 3, 1), 0, id="replaced"),
        pytest.param(reworded("Plainer words.\nwithdrawn: {date: 2026-12-15, reason: Gone.}"), DAY(2027, 3, 1), 1, id="withdrawn"),
    ],
)
def test_of_what_is_not_in_force_nothing_else_is_told(files: Files, on: DAY, number: int) -> None:
    found = fresh({**files, HOURS: page(HOW_MANY, "You need 900 hours.")}, on, number=number)
    assert (found.rechecking, found.overdue_days, found.changed_on, found.change) == ("", 0, None, "")


# ---- as readers see it


@pytest.mark.parametrize(
    ("slug", "confirm"),
    [("nmc-how-many-hours", "Confirm with the NMC before you act."), ("leaders-practice-hours-compared", "Confirm with the regulator before you act.")],
)
def test_the_page_of_a_question_says_that_it_is_being_rechecked(over_time: Callable[[str], FlaskClient], slug: str, confirm: str) -> None:
    before, after = over_time("2026-12-31").get(f"/faq/{slug}"), over_time("2027-01-01").get(f"/faq/{slug}")
    assert "Being re-checked." not in before.text
    assert f"<strong>Being re-checked.</strong> {RECHECKING} {confirm}" in after.text
    late = over_time("2027-01-01").get(f"/faq/{slug}?on=2026-12-31").text
    assert "Being re-checked." not in late


def test_the_page_of_a_question_says_that_its_check_is_overdue(over_time: Callable[[str], FlaskClient]) -> None:
    text = over_time("2028-01-01").get("/faq/gphc-fee").text
    assert "<strong>Check overdue.</strong> The date for checking this answer again has passed. Confirm with the GPhC before you act." in text


def test_the_twin_of_a_question_tells_both(over_time: Callable[[str], FlaskClient]) -> None:
    keys = ("recheck", "changed_in_last_30_days")
    for day, expected in (("2026-12-31", (None, False)), ("2027-01-01", (RECHECKING, False))):
        found = over_time(day).get("/api/v1/faq/nmc-how-many-hours").get_json()
        assert tuple(found[key] for key in keys) == expected
    assert not set(keys) & over_time("2027-01-01").get("/api/v1/guidance/nmc/practice-hours").get_json().keys()
