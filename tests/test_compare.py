"""The comparisons: schemes side by side, and all professions for one role. What content may say, what the tables decide, and the sheets."""

from __future__ import annotations

import csv
import datetime
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.building import build_library
from guidance.issues import Issue
from guidance.library import Library
from guidance.spreadsheet import csv_text
from rules.compare.comparison import PATH, check_comparison, read_comparison
from rules.compare.schemes_side import side_by_side
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY
from tests.test_answer_api import FOREIGN
from tests.test_house import SCRIPTS
from tests.test_pages import inspect

SUBJECTS = ["covers", "cycle", "hours", "cpd", "reflection", "sign-off", "practice", "non-clinical", "leaving", "coming-back", "fees", "managers"]
REGULATORS = ["gmc", "nmc", "hcpc", "gphc"]
COUNTED = {"covers.hcpc", "non-clinical.gmc", "non-clinical.hcpc"}
"""Cells with a number that is no parameter: the 15 professions, and the year of a review. Dates of fees stand apart."""


@pytest.fixture(scope="module")
def built(content_files: dict[str, bytes]) -> tuple[Library, dict[str, Table]]:
    """The library and the tables of the real content."""
    return build_library(content_files)[0], build_tables(content_files)[0]


def faults(files: dict[str, bytes], built: tuple[Library, dict[str, Table]]) -> list[Issue]:
    return check_comparison(files, *built, [TODAY])


def lines(client: FlaskClient, **query: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The cells by subject and regulator."""
    found = client.get("/api/v1/compare", query_string=query).get_json()
    return {line["id"]: {cell["regulator"]: cell for cell in line["cells"]} for line in found["subjects"]}


def read(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), strict=True))


def test_every_subject_has_a_cited_cell_of_every_regulator(client: FlaskClient) -> None:
    found = lines(client)
    assert list(found) == SUBJECTS
    for subject, cells in found.items():
        assert list(cells) == REGULATORS, subject
        for regulator, cell in cells.items():
            assert cell["text"], (subject, regulator)
            assert cell["citations"], (subject, regulator)
            assert {item["regulator"] for item in cell["citations"]} == {regulator}, "a cell rests on evidence of its own regulator"


def test_every_passage_of_a_cell_stands_where_it_says(client: FlaskClient) -> None:
    places = {item["url"] for cells in lines(client).values() for cell in cells.values() for item in cell["citations"]}
    for place in places:
        address, _, anchor = place.partition("#")
        assert f'id="{anchor}"' in client.get(address).text, place


def test_words_are_short_and_plain_and_none_is_of_another_scheme(client: FlaskClient) -> None:
    for subject, cells in lines(client).items():
        for regulator, cell in cells.items():
            sentences = re.split(r"(?<=[.;])\s+", cell["text"])
            assert len(re.split(r"(?<=\.)\s+", cell["text"])) <= 3, (subject, regulator)
            assert max(len(sentence.split()) for sentence in sentences) < 25, (subject, regulator)
            assert "!" not in cell["text"]
            for word in FOREIGN[regulator]:
                assert word.lower() not in cell["text"].lower(), (subject, regulator, word)


def test_numbers_come_from_the_tables(content_files: dict[str, bytes]) -> None:
    """A number written out would stay when the regulator changes it."""
    comparison, _ = read_comparison(content_files[PATH])
    latest = {cell.id: cell for cell in sorted(comparison.cells, key=lambda cell: cell.since)}
    for cell in latest.values():
        if cell.subject != "fees" and cell.id not in COUNTED:
            assert not re.search(r"\d", re.sub(r"\{\w+\}", "", cell.text)), cell.id


def test_a_published_number_changes_its_cell(content_files: dict[str, bytes], built: tuple[Library, dict[str, Table]]) -> None:
    text = content_files["rules/nmc.toml"].decode()
    head = text.index('id = "practice_hours"')
    end = text.index("[[", head)
    entry = text[head:end]
    changed = entry.replace("value = 450", "value = 500").replace("from = 2016-04-01", "from = 2027-10-01")
    assert changed.count("500") == changed.count("2027-10-01") == 1
    tables, _ = build_tables({**content_files, "rules/nmc.toml": (text[:end] + "[[parameter]]\n" + changed + text[end:]).encode()})
    comparison, _ = read_comparison(content_files[PATH])
    hours = {
        day: next(line for line in side_by_side(comparison, tables, built[0], day) if line.subject.id == "hours").sides[1].text
        for day in (TODAY, datetime.date(2027, 10, 1))
    }
    assert "450" in hours[TODAY]
    assert "500" in hours[datetime.date(2027, 10, 1)]


FEES = [
    ("2018-06-01", "gmc", "£390"),
    ("2020-06-01", "gmc", "£406"),
    ("2022-06-01", "gmc", "No page that we saw shows an amount"),
    ("2021-06-30", "hcpc", "£90 "),
    ("2021-07-01", "hcpc", "£98.12"),
    ("2025-04-28", "hcpc", "£116.36"),
    ("2025-04-29", "hcpc", "£123.34"),
    ("2024-04-01", "gphc", "£276"),
    ("2025-09-01", "gphc", "£293"),
    ("2026-11-22", "nmc", "£120 or £143"),
]


@pytest.mark.parametrize(("day", "regulator", "words"), FEES)
def test_fees_are_those_of_the_date(client: FlaskClient, day: str, regulator: str, words: str) -> None:
    cell = lines(client, on=day)["fees"][regulator]
    assert words in cell["text"]
    assert cell["citations"]
    assert words in client.get(f"/compare?on={day}").text


def test_before_the_first_checked_words_nothing_is_claimed(client: FlaskClient) -> None:
    assert lines(client, on="2026-11-21")["hours"]["nmc"]["text"] is None
    assert "We hold no checked words for 21 November 2026." in client.get("/compare?on=2026-11-21").text


def test_a_cell_whose_check_is_overdue_says_so(client: FlaskClient) -> None:
    assert lines(client)["hours"]["nmc"]["recheck"] is None
    assert "has passed" in lines(client, on="2027-02-23")["hours"]["nmc"]["recheck"]
    assert "Being re-checked" in client.get("/compare?on=2027-02-23").text


@pytest.mark.parametrize(
    ("versions", "on", "told"),
    [
        ({"2026-12-10": "major"}, "2026-12-09", False),
        ({"2026-12-10": "major"}, "2026-12-10", True),
        ({"2026-12-10": "minor"}, "2026-12-10", False),
        ({"2026-12-10": "major", "2026-12-15": "minor"}, "2026-12-15", True),
    ],
)
def test_a_cell_whose_passage_changed_says_so(content_files: dict[str, bytes], versions: dict[str, str], on: str, told: bool) -> None:
    folder = "guidance/nmc/practice-hours"
    files = dict(content_files)
    for day, significance in versions.items():
        files[f"{folder}/{day}.md"] = files[f"{folder}/2026-11-22.md"].replace(b"significance: major", f"significance: {significance}".encode())
    library, tables = build_library(files)[0], build_tables(files)[0]
    found = side_by_side(read_comparison(files[PATH])[0], tables, library, datetime.date.fromisoformat(on))
    [cell] = [side for line in found for side in line.sides if (line.subject.id, side.regulator.id) == ("hours", "nmc")]
    assert ("has changed since we checked it" in cell.recheck) == told


def test_what_no_page_confirms_is_marked(client: FlaskClient) -> None:
    found = lines(client)
    known = {f"{subject}.{regulator}" for subject, cells in found.items() for regulator, cell in cells.items() if any(c["confirm"] for c in cell["citations"])}
    assert known == {"hours.gphc", "practice.gphc", "non-clinical.nmc", "non-clinical.hcpc", "non-clinical.gphc", "leaving.nmc", "leaving.hcpc"}
    page = client.get("/compare").text
    cell = page[page.index('id="sr-hours-gphc"') : page.index('id="sr-cpd"')]
    assert "(confirm with the GPhC)" in cell
    for row in read(client, "/compare.csv"):
        assert bool(row["Confirm"]) == (row["Regulator"] == "GPhC") or row["Subject"] != "Hours of practice"


BROKEN = [
    ('id = "hours.nmc"', 'id = "hours.gdc"', "there is no table of that regulator"),
    ('id = "hours.nmc"', 'id = "teeth.nmc"', "there is no such subject"),
    ('id = "hours.nmc"', 'id = "teeth.nmc"', "the cell of nmc is missing on 2026-11-22"),
    ('facts = ["NMC-18", "NMC-47"]', 'facts = ["HCPC-66"]', "is evidence of hcpc"),
    ('facts = ["NMC-18", "NMC-47"]', 'facts = ["NMC-999"]', "NMC-999 is not in the evidence"),
    ('facts = ["NMC-18", "NMC-47"]', "facts = []", "facts"),
    ("{practice_hours}", "{updating_days}", "{updating_days} is not a parameter"),
    ('id = "hours.gmc"', 'tone = "calm"\nid = "hours.gmc"', "tone"),
    ('facts = ["HCPC-15"]\nfrom = 2015-08-01', 'facts = ["HCPC-15"]\nfrom = 2012-08-01', "no section in force on 2012-08-01 tells HCPC-15"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN)
def test_faults_of_the_comparison_are_told(content_files: dict[str, bytes], built: tuple[Library, dict[str, Table]], old: str, new: str, said: str) -> None:
    text = content_files[PATH].decode()
    assert text.count(old) == 1
    found = faults({**content_files, PATH: text.replace(old, new).encode()}, built)
    assert any(said in issue.message for issue in found), found


def test_the_real_comparison_has_no_fault_and_cannot_be_missing(content_files: dict[str, bytes], built: tuple[Library, dict[str, Table]]) -> None:
    assert faults(content_files, built) == []
    assert [issue.path for issue in faults({path: data for path, data in content_files.items() if path != PATH}, built)] == [PATH]


ROLES = ["chief-executive", "chief-nurse", "chair", "retired", "medical-director", "superintendent"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_says_for_each_profession_what_its_answer_says(client: FlaskClient, role: str) -> None:
    found = client.get(f"/api/v1/compare/{role}").get_json()
    told = {item["id"]: verdict for group in found["groups"] for verdict in group["verdicts"] for item in verdict["professions"]}
    professions = client.get("/api/v1/professions").get_json()["professions"]
    assert told.keys() == {item["id"] for item in professions}
    assert [group["regulator"] for group in found["groups"]] == REGULATORS
    page = client.get(f"/compare/{role}").text
    for profession, verdict in told.items():
        answer = client.get("/api/v1/answer", query_string={"profession": profession, "role": role}).get_json()
        for key in ("outcome", "possible", "headline", "parts"):
            assert verdict[key] == answer[key], (profession, key)
        reasons = {item["row"]: item["text"] for item in answer["because"] + answer["limits"]}
        assert verdict["rows"][0] in reasons
        assert (verdict["reason"] is None) == (verdict["outcome"] is None)
        assert verdict["reason"] in (None, reasons[verdict["rows"][0]])
        assert [way["possible"] for way in verdict["ways"]] == ([item["possible"] for item in answer["branches"]] if verdict["turns_on"] else [])
        assert f'href="/answer/{profession}/{role}"' in page
    assert 'href="/elsewhere/dentist"' in page


def test_professions_that_are_told_the_same_stand_in_one_line(client: FlaskClient) -> None:
    found = {group["regulator"]: group for group in client.get("/api/v1/compare/chief-executive").get_json()["groups"]}
    assert found["hcpc"]["whole"] is True
    assert len(found["hcpc"]["verdicts"][0]["professions"]) == 15
    assert "All 15 professions of the HCPC" in client.get("/compare/chief-executive").text
    assert found["gmc"]["whole"] is False


def test_a_doctor_sees_name_and_licence_apart(client: FlaskClient) -> None:
    doctor = client.get("/api/v1/compare/chief-executive").get_json()["groups"][0]["verdicts"][0]
    assert [part["of"] for part in doctor["parts"]] == ["name", "licence"]
    assert doctor["parts"][0]["outcome"] == "yes-if"
    assert doctor["parts"][1]["outcome"] is None
    page = client.get("/compare/chief-executive").text
    assert "Name on the register" in page
    assert "Licence to practise" in page
    assert page.count("Licence to practise") == 1, "nobody but doctors has a licence"


def test_the_date_goes_on_in_every_link(client: FlaskClient) -> None:
    page = client.get("/compare/chair?on=2026-12-14").text
    assert 'href="/answer/doctor/chair?on=2026-12-14"' in page
    assert 'href="/compare/chair.csv?on=2026-12-14"' in page
    assert client.get("/compare?role=chair&on=2026-12-14").location == "/compare/chair?on=2026-12-14"
    assert client.get("/compare?role=chair").location == "/compare/chair"


@pytest.mark.parametrize("address", ["/compare/nobody", "/compare/nobody.csv", "/api/v1/compare/nobody", "/compare?role=nobody"])
def test_there_is_no_page_for_what_is_no_role(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/compare", "/compare.csv", "/compare/chair", "/compare/chair.csv", "/api/v1/compare", "/api/v1/compare/chair"])
def test_comparisons_are_public_and_strict(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"].startswith("public")
    assert "X-Robots-Tag" not in first.headers
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(f"{address}?colour=blue").status_code == 400
    assert client.get(f"{address}?on=yesterday").status_code == 400


def test_each_page_has_a_title_and_a_description_of_its_own(client: FlaskClient) -> None:
    pages = [client.get(address).text for address in ("/compare", "/compare/chair", "/compare/retired")]
    for pattern in ("<title>(.+?)</title>", '<meta name="description" content="(.+?)">', '<link rel="canonical" href="(.+?)">'):
        found = [re.findall(pattern, page) for page in pages]
        assert all(len(each) == 1 for each in found)
        assert len({each[0] for each in found}) == 3


def test_sheets_hold_a_row_for_every_cell_and_profession(client: FlaskClient, app: Flask) -> None:
    cells = read(client, "/compare.csv")
    assert len(cells) == len(SUBJECTS) * len(REGULATORS)
    for row in cells:
        assert row["As of"] == "2026-11-22"
        assert len(row["Passages"].split()) == len(row["Passages in force from"].split()) == len(row["Facts"].split()) > 0
    professions = read(client, "/compare/chief-nurse.csv")
    assert len(professions) == 26
    nurse = next(row for row in professions if row["Profession"] == "Nurse")
    assert (nurse["Answer"], nurse["Address"]) == ("Yes", "/answer/nurse/chief-nurse")
    assert nurse["Passages"].startswith("/guidance/nmc/")
    assert all(row["Licence to practise"] == "" for row in professions if row["Profession"] != "Doctor")
    raw = client.get("/compare.csv")
    assert raw.data.startswith(b"\xef\xbb\xbfAs of,")
    assert raw.data.count(b"\n") == raw.data.count(b"\r\n")
    assert "£120 or £143" in raw.data.decode("utf-8-sig")
    assert raw.headers["Content-Disposition"] == 'attachment; filename="stay-registered-schemes-2026-11-22.csv"'


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_sheet_is_a_formula(text: str) -> None:
    (row,) = list(csv.DictReader(io.StringIO(csv_text(["a"], [[text]], marked=True).removeprefix("\ufeff"), newline="")))
    assert row["a"] == f"'{text}"


def test_quotes_commas_and_lines_come_back_from_a_sheet() -> None:
    hard = 'says "no", then\r\nleaves'
    (row,) = list(csv.DictReader(io.StringIO(csv_text(["a", "b"], [[hard, "£9"]], marked=True).removeprefix("\ufeff"), newline="")))
    assert row == {"a": hard, "b": "£9"}


@pytest.mark.parametrize("address", ["/", "/answer"])
def test_the_comparisons_are_found_from_where_people_ask(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert 'href="/compare"' in page
    assert 'href="/compare/chief-executive"' in page


@pytest.mark.parametrize("address", ["/compare", "/compare?on=2024-05-01", "/compare?on=2027-03-01", *(f"/compare/{role}" for role in ROLES)])
def test_each_page_is_sound(client: FlaskClient, address: str) -> None:
    inspect(client.get(address).text.replace(SCRIPTS["templates/base.html"][0], ""), address)
