"""The library by date: states, homes of facts, scheduled versions, and the round trip into a release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from guidance.building import build_library
from guidance.issues import Issue
from guidance.library import Corpus, Library, in_force, page_url, status
from guidance.model import Status
from guidance.pages import changes, dated_url, history, version_shown
from tests.miniature_content import BODY, PAGE, QUESTION, version

Mini = Callable[..., dict[str, bytes]]
EARLY, FIRST, BETWEEN, AHEAD, LATER = date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 1)
OTHER = "{how-many: [NMC-01, NMC-02], what-counts: [NMC-03]}"
GONE = "withdrawn:\n  date: 2027-01-01\n  reason: The rule has gone.\n  successor: nmc/other\n"


def library(files: dict[str, bytes]) -> Library:
    found, issues = build_library(files)
    assert issues == []
    return found


def states(files: dict[str, bytes], on: date) -> list[str]:
    """The state of each version of the page on that date, oldest first."""
    held = library(files)
    page = held.pages["nmc/hours"]
    return [status(page, item, on).value for item in page.versions]


def with_versions(mini: Mini, **versions: bytes) -> dict[str, bytes]:
    """Miniature content whose page has exactly these versions; `_` stands for `-`, `v` begins a name, `r` parts the revision."""
    files = mini()
    del files[PAGE]
    for stamp, data in versions.items():
        files[f"guidance/nmc/hours/{stamp.removeprefix('v').replace('_', '-').replace('r', '.')}.md"] = data
    return files


def test_miniature_content_is_sound(mini: Mini) -> None:
    held = library(mini())
    assert [page.id for page in held.corpus.pages] == ["faq/how-many", "nmc/hours"]
    assert [page_url(page.versions[0]) for page in held.corpus.pages] == ["/faq/how-many", "/guidance/nmc/hours"]
    faq = held.pages["faq/how-many"].versions[0]
    assert [(section.anchor, section.heading) for section in faq.sections] == [("answer", "How many hours?")]
    counts = held.pages["nmc/hours"].versions[0].section("what-counts")
    assert counts is not None
    assert counts.facts == ("NMC-02", "NMC-03")
    assert "(confirm with the NMC)" in counts.html
    assert "confirm with" not in counts.text


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (EARLY, ["announced", "announced"]),
        (FIRST, ["in-force", "announced"]),
        (BETWEEN, ["in-force", "announced"]),
        (AHEAD, ["replaced", "in-force"]),
        (LATER, ["replaced", "in-force"]),
    ],
)
def test_a_version_ahead_takes_over_on_its_day(mini: Mini, on: date, expected: list[str]) -> None:
    files = with_versions(mini, v2026_11_22=version(), v2027_01_01=version("Hours from January"))
    assert states(files, on) == expected
    found = in_force(library(files).pages["nmc/hours"], on)
    assert (found.meta.title if found else None) == {EARLY: None, FIRST: "Hours", BETWEEN: "Hours"}.get(on, "Hours from January")


@pytest.mark.parametrize(("on", "expected"), [(EARLY, ["announced", "announced"]), (FIRST, ["replaced", "in-force"]), (LATER, ["replaced", "in-force"])])
def test_a_correction_of_the_same_day_replaces_at_once(mini: Mini, on: date, expected: list[str]) -> None:
    files = with_versions(mini, v2026_11_22=version(), v2026_11_22r2=version("Hours, corrected"))
    assert states(files, on) == expected
    assert [item.stamp for item in library(files).pages["nmc/hours"].versions] == ["2026-11-22", "2026-11-22.2"]


def test_ten_corrections_of_a_day_stay_in_order(mini: Mini) -> None:
    files = with_versions(mini, **{f"v2026_11_22r{number}": version() for number in (10, 9, 2)})
    assert [item.revision for item in library(files).pages["nmc/hours"].versions] == [2, 9, 10]


@pytest.mark.parametrize(
    ("on", "expected", "shown"),
    [(BETWEEN, ["replaced", "in-force"], "2026-12-01"), (AHEAD, ["replaced", "withdrawn"], "2026-12-01"), (LATER, ["replaced", "withdrawn"], "2026-12-01")],
)
def test_a_withdrawn_page_has_nothing_in_force_and_older_versions_do_not_come_back(mini: Mini, on: date, expected: list[str], shown: str) -> None:
    files = with_versions(mini, v2026_11_22=version(), v2026_12_01=version(more=GONE))
    assert states(files, on) == expected
    page = library(files).pages["nmc/hours"]
    assert (in_force(page, on) is None) == (on >= AHEAD)
    assert version_shown(page, on).stamp == shown


def test_a_version_after_the_withdrawal_brings_the_page_back(mini: Mini) -> None:
    files = with_versions(mini, v2026_11_22=version(more=GONE), v2027_06_01=version("Hours again"))
    assert states(files, AHEAD) == ["withdrawn", "announced"]
    assert states(files, LATER) == ["replaced", "in-force"]


def test_every_version_has_exactly_one_state_and_at_most_one_is_in_force(mini: Mini) -> None:
    held = library(
        with_versions(mini, v2026_11_22=version(), v2026_11_22r2=version(), v2027_01_01=version(), v2027_03_01=version(more=GONE.replace("2027-01", "2027-04")))
    )
    page = held.pages["nmc/hours"]
    for month in range(1, 13):
        for year in (2026, 2027):
            found = [status(page, item, date(year, month, 1)) for item in page.versions]
            assert found.count(Status.IN_FORCE) <= 1
            assert found == sorted(found, key=[Status.REPLACED, Status.WITHDRAWN, Status.IN_FORCE, Status.ANNOUNCED].index)
            assert (in_force(page, date(year, month, 1)) is not None) == (Status.IN_FORCE in found)


def test_a_fact_has_its_home_where_it_is_in_force(mini: Mini) -> None:
    held = library(with_versions(mini, v2026_11_22=version(), v2027_01_01=version(evidence=OTHER)))
    homes = [held.home("NMC-02", on) for on in (EARLY, FIRST, BETWEEN, AHEAD, FIRST)]
    assert [home and home.url for home in homes] == [
        None,
        *["/guidance/nmc/hours#what-counts"] * 2,
        "/guidance/nmc/hours#how-many",
        "/guidance/nmc/hours#what-counts",
    ]
    assert held.home("NMC-99", FIRST) is None


def test_faqs_give_no_home(mini: Mini) -> None:
    files = mini()
    files[PAGE] = version(evidence="{how-many: [NMC-02], what-counts: [NMC-03]}")
    assert library(files).home("NMC-01", FIRST) is None


def test_homes_of_many_dates_do_not_pile_up(mini: Mini) -> None:
    held = library(mini())
    for day in range(200):
        assert held.home("NMC-01", date.fromordinal(FIRST.toordinal() + day)) is not None
    assert len(held._homes) <= 64


def test_moved_anchors_are_kept(mini: Mini) -> None:
    files = with_versions(
        mini,
        v2026_11_22=version(),
        v2027_01_01=version(
            body=BODY.replace("{#how-many}", "{#hours}"), evidence="{hours: [NMC-01], what-counts: [NMC-02, NMC-03]}", more="moved: {how-many: hours}\n"
        ),
    )
    page = library(files).pages["nmc/hours"]
    assert page.versions[1].meta.moved == {"how-many": "hours"}
    assert page.versions[1].section("how-many") is None


def test_what_a_release_holds_comes_back_equal(mini: Mini) -> None:
    files = with_versions(
        mini, v2026_11_22=version(), v2027_01_01=version(more=GONE + "rule_since: 1994-04-01\ncharts: {what-counts: Hours by place.}\nmoved: {old: how-many}\n")
    )
    held = library(files)
    again = Corpus.model_validate_json(held.corpus.model_dump_json(by_alias=True))
    assert again == held.corpus
    assert Library(again, "x").home("NMC-03", FIRST) == held.home("NMC-03", FIRST)


def test_the_real_content_comes_back_equal(content_files: dict[str, bytes]) -> None:
    held, _ = build_library(content_files)
    assert Corpus.model_validate_json(held.corpus.model_dump_json(by_alias=True)) == held.corpus


def test_lists_and_current_are_ordered_and_filtered(mini: Mini) -> None:
    held = library(mini())
    assert [item.page_id for item in held.current(FIRST)] == ["faq/how-many", "nmc/hours"]
    assert [item.page_id for item in held.current(FIRST, "nmc")] == ["nmc/hours"]
    assert list(held.current(EARLY)) == []
    assert [item.page_id for item in held.faqs(FIRST, "nmc")] == ["faq/how-many"]
    assert held.faqs(FIRST, "gmc") == []
    assert held.page("nmc", "none") is None
    assert held.confirm_words("nmc") == "confirm with the NMC"
    assert held.confirm_words("none") == "confirm with the regulator"
    assert (held.last_checked(EARLY), held.last_checked(FIRST)) == (None, FIRST)


def test_history_and_changes_tell_the_newest_first(mini: Mini) -> None:
    held = library(with_versions(mini, v2026_11_22=version(), v2027_01_01=version()))
    page = held.pages["nmc/hours"]
    assert [(line.url, line.status.value) for line in history(page, FIRST)] == [
        ("/guidance/nmc/hours/2027-01-01", "announced"),
        ("/guidance/nmc/hours/2026-11-22", "in-force"),
    ]
    assert [dated_url(change.version) for change in changes(held, FIRST)] == [
        "/guidance/nmc/hours/2027-01-01",
        "/faq/how-many/2026-11-22",
        "/guidance/nmc/hours/2026-11-22",
    ]
    assert [change.version.page_id for change in changes(held, FIRST, "nmc")] == ["nmc/hours", "faq/how-many", "nmc/hours"]


def test_a_broken_version_leaves_the_others(mini: Mini) -> None:
    files = with_versions(mini, v2026_11_22=version(), v2027_01_01=b"broken")
    held, issues = build_library(files)
    assert [issue.path for issue in issues] == ["guidance/nmc/hours/2027-01-01.md"]
    assert [item.stamp for item in held.pages["nmc/hours"].versions] == ["2026-11-22"]


def test_reading_again_gives_issues_of_ones_own(mini: Mini) -> None:
    files = mini()
    files[QUESTION] = b"broken"
    first = build_library(files)[1]
    first.append(Issue("x", 0, "x", "x"))
    assert len(build_library(files)[1]) == 1
