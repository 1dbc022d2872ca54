"""Evidence and numbers that come with a publication: they hold from its day, stand beside what was there before, and are checked with it."""

from __future__ import annotations

import datetime
import re
from contextlib import nullcontext

import pytest

from guidance.building import RECENT, build_library
from guidance.issues import Issue, errors
from guidance.kept import Kept
from guidance.library import Library
from publishing import checks, proving
from publishing.candidate import Publication
from publishing.checks import Checked, check
from rules import engine, proofs
from rules.answer import answer
from rules.model import Parameter
from rules.parameters import MOST_DAYS
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY
from tests.miniature_content import PAGE, QUESTION, fact, miniature, version

Files = dict[str, bytes]
DAY = datetime.date(2027, 3, 1)
EVE = DAY - datetime.timedelta(1)


@pytest.fixture
def without_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proofs of the tables take their time and have tests of their own."""
    monkeypatch.setattr(checks, "proving", lambda *_: nullcontext(list))
    monkeypatch.setattr(checks, "_landings", lambda *_: ())


@pytest.fixture
def without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no tables."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


def fee(files: Files, regulator: str = "gphc", name: str = "fee_pharmacist") -> tuple[str, str, str]:
    """The fact on which a fee rests, the page where that fact is told, and the path of the version in force."""
    library, tables = build_library(files)[0], build_tables(files)[0]
    resting = next(item for item in reversed(tables[regulator].parameters) if item.id == name).facts[0]
    home = library.home(resting, TODAY)
    assert home is not None
    return resting, home.version.slug, home.version.path


def new_fee(files: Files, number: int = 9_321, since: datetime.date = DAY) -> Publication:
    """A fee that nobody asks for, with the fact that says so and the page that tells it."""
    resting, slug, path = fee(files)
    says = f'[[fact]]\nid = "{resting}"\ngroup = "Fees"\nsays = "The fee is {number} pounds."\nbasis = "source"\nseen = 2026-11-22\n'
    value = f'[[parameter]]\nid = "fee_pharmacist"\nvalue = {number}\nunit = "pounds a year"\nfrom = {since}\nfacts = ["{resting}"]\n'
    return Publication.of("gphc", slug, DAY.isoformat(), files[path], says.encode(), value.encode())


def told(found: Checked, on: datetime.date) -> str:
    """All words of a pharmacist's answer on a day, and of what it rests on."""
    library = found.library
    given = answer(found.tables["gphc"], library, library.professions["pharmacist"], library.roles["chief-executive"], {}, on)
    return repr(given)


@pytest.mark.usefixtures("without_proofs")
def test_a_fee_takes_over_on_its_day_in_answers_and_evidence(content_files: Files) -> None:
    publication = new_fee(content_files)
    before, after = check(content_files, TODAY), check(publication.overlay(content_files), TODAY)
    assert errors(after.issues) == errors(before.issues) == []
    assert told(after, EVE) == told(before, EVE)
    assert "£9,321" not in told(after, EVE)
    assert "£9,321" in told(after, DAY)
    resting, slug, _ = fee(content_files)
    assert after.library.facts_at(EVE)[resting].says == before.library.facts[resting].says
    assert after.library.facts_at(DAY)[resting].says == "The fee is 9321 pounds."
    home = after.library.home(resting, DAY)
    assert home is not None and home.version.date == DAY and home.version.slug == slug


@pytest.mark.usefixtures("without_proofs")
def test_what_gives_way_is_told_and_that_it_was_never_checked(content_files: Files) -> None:
    publication = new_fee(content_files)
    before = check(content_files, TODAY).issues
    fresh = {issue for issue in check(publication.overlay(content_files), TODAY).issues if issue not in before}
    assert {issue.severity for issue in fresh} == {"warning"}
    resting, _, _ = fee(content_files)
    evidence, parameters = publication.places["evidence"], publication.places["parameters"]
    replaced = Issue(
        evidence, 2, f"From 2027-03-01 {resting} takes the place of what evidence/gphc.toml says under this number.",
        "If this is another fact, give it a number of its own.", severity="warning",
    )  # fmt: skip
    assert replaced in fresh
    assert any((issue.path, issue.line) == (parameters, 2) and "number/fee_pharmacist/2027-03-01" in issue.message for issue in fresh)
    later = check(publication.overlay(content_files), DAY + datetime.timedelta(1)).issues
    assert replaced not in later, "once it is history it is nothing to warn of"


def test_the_proofs_see_the_dated_numbers(content_files: Files) -> None:
    def job(files: Files) -> proving.Job:
        dated = tuple((path, data.decode()) for path, data in files.items() if path.startswith("rules/parameters/nmc/"))
        return proving.Job(regulator="nmc", table=files["rules/nmc.toml"].decode(), cases="", dated=dated, on=TODAY, rows=(), numbers=True)

    entry = '[[parameter]]\nid = "practice_hours"\nvalue = {}\nunit = "hours"\nfrom = 2027-03-01\nfacts = ["NMC-17"]\n'
    path = "rules/parameters/nmc/2027-03-01-practice-hours.toml"
    sound, broken = ({**content_files, path: entry.format(value).encode()} for value in ("460", '"many"'))
    assert [item for item in proving.prove(job(sound)) if "arithmetic" in item.message] == []
    assert proving.prove(job(broken)) != proving.prove(job(sound))


def test_proofs_are_done_again_when_a_dated_number_comes(content_files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[list[str]] = []

    def prove(jobs: list[proving.Job]) -> list[tuple[proving.Job, list[Issue]]]:
        done[-1].extend(job.regulator for job in jobs)
        return [(job, []) for job in jobs]

    monkeypatch.setattr(proving, "_prove_all", prove)
    kept = Kept("of this test")
    kept.versions = RECENT.versions
    for files in (content_files, new_fee(content_files).overlay(content_files), new_fee(content_files, 9_322).overlay(content_files)):
        done.append([])
        check(files, TODAY, kept)
        check(files, TODAY, kept)
    assert [sorted(set(each)) for each in done] == [["gmc", "gphc", "hcpc", "nmc"], ["gphc"], ["gphc"]]
    assert len(done[1]) == 1, "and once only"


def test_a_number_has_arithmetic_and_cases_proved_again_and_not_the_rows(content_files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[proving.Job] = []

    def prove(jobs: list[proving.Job]) -> list[tuple[proving.Job, list[Issue]]]:
        asked.extend(jobs)
        return [(job, []) for job in jobs]

    monkeypatch.setattr(proving, "_prove_all", prove)
    kept = Kept("of this test")
    kept.versions = RECENT.versions
    check(content_files, TODAY, kept)
    assert all(job.rows and job.numbers for job in asked)
    asked.clear()
    check(new_fee(content_files).overlay(content_files), TODAY, kept)
    assert [(job.regulator, job.rows, job.numbers) for job in asked] == [("gphc", (), True)], "their conditions are as they were"


# ---- files of numbers


PARAMETER = '[[parameter]]\nid = "{}"\nvalue = {}\nunit = "pounds"\nfrom = {}\nfacts = []\n'
FOLDER = "rules/parameters/gphc/"
NUMBERS = [
    ("no number of that id", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_wizard", 1, DAY), 2, "the table has no number of this id"),
    ("text for a number", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", '"one"', DAY), 2, "its value is not of the kind"),
    ("a date for a number", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", DAY, DAY), 2, "its value is not of the kind"),
    ("true for a number", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", "true", DAY), 3, "true and false are no numbers"),
    ("below nothing", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", "-0.5", DAY), 2, "its value is -0.5, below 0"),
    (
        "too many days, each of which would be proved",
        FOLDER + "2027-03-01-fees.toml",
        "".join(PARAMETER.format("fee_pharmacist", 1, f"2027-04-{day:02}") for day in range(1, MOST_DAYS + 2)),
        0,
        f"begin on {MOST_DAYS + 1} different days",
    ),
    ("before its day", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", 1, EVE), 2, "it begins on 2027-02-28, before 2027-03-01"),
    (
        "twice in one file",
        FOLDER + "2027-03-01-fees.toml",
        PARAMETER.format("fee_pharmacist", 1, DAY) * 2,
        2,
        f"from 2027-03-01 it stands in {FOLDER}2027-03-01-fees.toml too",
    ),
    ("an unknown key", FOLDER + "2027-03-01-fees.toml", PARAMETER.format("fee_pharmacist", 1, DAY) + "why = 1\n", 7, "`why`"),
    ("another kind of entry", FOLDER + "2027-03-01-fees.toml", '[[row]]\nid = "A"\n', 1, "`row` is not known here"),
    ("not TOML", FOLDER + "2027-03-01-fees.toml", "[[parameter]\n", 1, "not valid TOML"),
    ("no date in the name", FOLDER + "fees.toml", "", 0, "is not named <date>-<slug>.toml"),
    ("a day that is none", FOLDER + "2027-02-30-fees.toml", "", 0, "2027-02-30 is not a day of the calendar"),
    ("no such table", "rules/parameters/moon/2027-03-01-fees.toml", "", 0, "there is no table of 'moon'"),
    ("no folder", "rules/parameters/2027-03-01-fees.toml", "", 0, "there is no table of '2027-03-01-fees.toml'"),
]


@pytest.mark.parametrize(("path", "text", "line", "said"), [case[1:] for case in NUMBERS], ids=[case[0] for case in NUMBERS])
def test_numbers_that_do_not_fit_are_told(content_files: Files, path: str, text: str, line: int, said: str) -> None:
    sound = build_tables(content_files)[1]
    found = [issue for issue in build_tables({**content_files, path: text.encode()})[1] if issue not in sound]
    assert [(issue.path, issue.line) for issue in found if said in issue.message] == [(path, line)], found
    assert all(issue.severity == "error" and issue.remedy for issue in found)


def test_one_number_in_two_places_names_both(content_files: Files) -> None:
    table = build_tables(content_files)[0]["gphc"]
    own = next(item for item in table.parameters if item.id == "fee_pharmacist")
    clash = PARAMETER.format("fee_pharmacist", 1, own.since).encode()
    early = f"{FOLDER}{own.since}-fees.toml"
    (first,) = build_tables({**content_files, early: clash})[1]
    assert first.path == early and "rules/gphc.toml too" in first.message
    one, two = (f"{FOLDER}2027-03-01-{name}.toml" for name in ("fees", "more-fees"))
    later = PARAMETER.format("fee_pharmacist", 1, DAY).encode()
    (second,) = build_tables({**content_files, one: later, two: later})[1]
    assert second.path == two and f"{one} too" in second.message


def test_a_number_ahead_needs_no_home_before_its_day() -> None:
    number = Parameter.model_validate({"id": "hours", "value": 1, "unit": "hours", "from": DAY, "facts": ["NMC-09"]})
    table = Table("nmc", "rules/nmc.toml", (), (), (number,), (), (), (), (), {}, ())
    library = build_library(miniature())[0]
    assert proofs.prove_citations(table, library, EVE) == []
    assert len(proofs.prove_citations(table, library, DAY)) == 1


# ---- files of evidence, in miniature


def dated(name: str = "2027-03-01-hours", *facts: str) -> Files:
    return {f"evidence/nmc/{name}.toml": "".join(facts).encode()}


def messages(files: Files, on: datetime.date = TODAY) -> list[tuple[str, str]]:
    return [(issue.path, issue.message) for issue in check(files, on).issues]


LATER = "guidance/nmc/hours/2027-03-01.md"


@pytest.mark.usefixtures("without_tables")
class TestEvidence:
    """Content made for one question each."""

    def test_a_new_fact_needs_a_home_from_its_day_and_not_before(self) -> None:
        files = miniature() | dated("2027-03-01-hours", fact("NMC-04"))
        assert messages(files) == [("evidence/nmc/2027-03-01-hours.toml", "NMC-04 has no home on 2027-03-01.")]
        files[LATER] = version(evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
        assert messages(files) == []
        library, _ = build_library(files)
        assert library.home("NMC-04", EVE) is None
        assert library.home("NMC-04", DAY) is not None
        assert "NMC-04" not in library.facts_at(EVE)

    def test_a_section_must_not_rest_on_a_fact_before_it_holds(self) -> None:
        files = miniature() | dated("2027-03-01-hours", fact("NMC-04"))
        files[PAGE] = version(evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
        assert messages(files) == [(PAGE, "#how-many: the fact NMC-04 holds from 2027-03-01 only; on 2026-11-22 this section rests on it.")]
        assert messages(files, DAY) == []

    def test_a_question_must_not_either(self) -> None:
        files = miniature() | dated("2027-03-01-hours", fact("NMC-04"))
        files[LATER] = version(evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
        files[QUESTION] = version("How many hours?", "faq", "{answer: [NMC-04]}", "You need 450 hours.\n")
        assert [path for path, message in messages(files) if "holds from 2027-03-01 only" in message] == [QUESTION]

    def test_a_fact_that_nobody_confirms_any_more_must_be_marked_from_that_day(self) -> None:
        files = miniature() | dated("2027-03-01-hours", fact("NMC-01", "known"))
        said = "#how-many: from 2027-03-01 no page confirms NMC-01, and the section does not say so."
        assert (PAGE, said) in messages(files)
        body = "## How many {#how-many}\n\n450 hours.\n{: .confirm }\n\n## What counts {#what-counts}\n\nLeadership counts.\n{: .confirm }\n"
        files[LATER] = version(body=body)
        assert [path for path, message in messages(files) if "no page confirms" in message] == [QUESTION], "it rests on the fact, too"
        files["faqs/how-many/2027-03-01.md"] = version("How many hours?", "faq", "{answer: [NMC-01]}", "You need 450 hours.\n{: .confirm }\n")
        assert [path for path, _ in messages(files)] == ["evidence/nmc/2027-03-01-hours.toml"], "nothing but that it gives way"

    def test_of_one_number_the_newest_file_wins_from_its_day(self) -> None:
        said = fact("NMC-01").replace("What NMC-01 says", "{}")
        files = miniature()
        for name, words in (("2027-03-01-hours", "First"), ("2027-03-01.2-hours", "Mended"), ("2027-03-01.10-hours", "Mended again"), ("2028-01-01-a", "Last")):
            files |= dated(name, said.format(words))
        library, issues = build_library(files)
        assert errors(issues) == []
        held = {day: library.facts_at(day)["NMC-01"].says for day in (EVE, DAY, datetime.date(2027, 12, 31), datetime.date(2028, 1, 1))}
        assert list(held.values()) == ["What NMC-01 says.", "Mended again.", "Mended again.", "Last."]
        assert library.facts["NMC-01"].says == "Last."

    def test_it_comes_out_of_a_release_as_it_went_in(self) -> None:
        library, _ = build_library(miniature() | dated("2027-03-01-hours", fact("NMC-01", "known")))
        again = Library(type(library.corpus).model_validate_json(library.corpus.model_dump_json(by_alias=True)), "x")
        assert again.facts_at(DAY)["NMC-01"].path == "evidence/nmc/2027-03-01-hours.toml"
        assert not again.facts_at(EVE)["NMC-01"].confirm

    @pytest.mark.parametrize(
        ("files", "path", "said"),
        [
            (dated("2027-03-01-hours", fact("GMC-01")), "evidence/nmc/2027-03-01-hours.toml", "GMC-01 is no id of this collection"),
            (dated("hours", fact("NMC-01")), "evidence/nmc/hours.toml", "is not named <date>-<slug>.toml"),
            (dated("2027-02-30-hours", fact("NMC-01")), "evidence/nmc/2027-02-30-hours.toml", "is not a day of the calendar"),
            ({"evidence/moon.toml": fact("MOON-01").encode()}, "evidence/moon.toml", "`moon` is not a collection"),
            ({"evidence/nmc/a/2027-03-01-b.toml": b""}, "evidence/nmc/a/2027-03-01-b.toml", "No evidence is read from this file"),
            ({"evidence/list.csv": b""}, "evidence/list.csv", "No evidence is read from this file"),
            (dated("2027-03-01-a", fact("NMC-01")) | dated("2027-03-01-b", fact("NMC-01")), "evidence/nmc/2027-03-01-b.toml", "stands for 2027-03-01 in"),
            (dated("2027-03-01-a", 'since = 1\n[[fact]]\nid = "NMC-04"\n'), "evidence/nmc/2027-03-01-a.toml", "`since` is not known here"),
            (dated("2027-03-01-a", fact("NMC-04") + 'came_with = "x"\n'), "evidence/nmc/2027-03-01-a.toml", "`came_with`"),
        ],
    )
    def test_what_does_not_fit_is_told(self, files: Files, path: str, said: str) -> None:
        assert any(place == path and said in message for place, message in messages(miniature() | files)), messages(miniature() | files)


def test_the_engine_decides_by_the_number_of_the_day(content_files: Files) -> None:
    """A dated number is one of the table like any other: what a day has depends on that day alone."""
    table = build_tables(new_fee(content_files).overlay(content_files))[0]["gphc"]
    own = build_tables(content_files)[0]["gphc"]
    assert {**own.values_at(DAY), "fee_pharmacist": 9_321} == dict(table.values_at(DAY))
    assert own.values_at(EVE) == table.values_at(EVE)
    box = table.space.full
    assert engine.walk(table, box, EVE).possible == engine.walk(own, box, EVE).possible


@pytest.mark.usefixtures("without_proofs")
def test_a_number_without_a_home_is_told_in_its_own_file(content_files: Files) -> None:
    publication = new_fee(content_files)
    assert publication.parameters is not None
    lone = Publication.of("gphc", publication.slug, publication.stamp, parameters=publication.parameters.replace(b'facts = ["', b'facts = ["GPHC-998", "'))
    found = errors(check(lone.overlay(content_files), TODAY).issues)
    assert [(issue.path, issue.line) for issue in found] == [(lone.places["parameters"], 2)]
    assert "fee_pharmacist: the fact GPHC-998 has no home section in force on 2027-03-01" in found[0].message


def test_texts_say_from_when_a_number_is_in_force(content_files: Files) -> None:
    table = build_tables(new_fee(content_files).overlay(content_files))[0]["gphc"]
    assert table.shown_at(EVE)["fee_pharmacist_since"] == "September 2025"
    assert table.shown_at(DAY)["fee_pharmacist_since"] == "March 2027"


@pytest.mark.usefixtures("without_proofs")
def test_a_number_that_breaks_a_promise_comes_after_the_questions_that_made_it(content_files: Files) -> None:
    """As docs/publishing.md tells officers: questions first, for the same day; the check names them."""
    home = build_tables(content_files)[0]["nmc"]
    resting = next(item for item in home.parameters if item.id == "practice_hours").facts[0]
    value = f'[[parameter]]\nid = "practice_hours"\nvalue = 500\nunit = "hours"\nfrom = {DAY}\nfacts = ["{resting}"]\n'
    number = {f"rules/parameters/nmc/{DAY}-practice-hours.toml": value.encode()}
    broken = errors(check(content_files | number, TODAY).issues)
    assert broken and all(issue.path.startswith("faqs/") and "publish first what the FAQ says from that day" in issue.remedy for issue in broken)
    questions = {}
    for path in {issue.path for issue in broken}:
        unpromised = re.sub(r"^asserts:\n(?:  - .*\n)+", "", content_files[path].decode(), flags=re.MULTILINE)
        questions[f"{path.rpartition('/')[0]}/{DAY}.md"] = unpromised.encode()
    assert errors(check(content_files | questions, TODAY).issues) == []
    assert errors(check(content_files | questions | number, TODAY).issues) == []
