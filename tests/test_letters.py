"""Draft letters: offered where a row calls for one, shown as page and plain text, with gaps and without anything that the reader told."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from guidance.issues import Issue
from rules import letters
from rules.schemes import SCHEMES
from rules.table import Table, read_table

CEO = "/answer/doctor/chief-executive"
SMALL = """
regulator = "nmc"
[words]
deadline = "your deadline"

[[input]]
id = "aim"
question = "What do you want?"
why = "It decides."
[[input.value]]
id = "stay"
words = "Stay"
[[input.value]]
id = "leave"
words = "Leave"

[[letter]]
id = "ask-first"
to = "{to}"
subject = "A question"
paragraphs = [{paragraphs}]
rows = [{rows}]
facts = ["NMC-01"]

[[row]]
id = "1"
stage = "main"
outcome = "choice"
because = "You have a choice."
do = ["Ask the NMC in writing."]
facts = ["NMC-01"]
checked = 2026-11-22
next_check = 2027-02-22
"""


def small(to: str = "your employer", paragraphs: str = '"Please answer by [date]."', rows: str = '"1"') -> tuple[Table, list[Issue]]:
    text = SMALL.replace("{to}", to).replace("{paragraphs}", paragraphs).replace("{rows}", rows)
    return read_table("rules/nmc.toml", text.encode())


@pytest.fixture(scope="module")
def tables(content_files: Mapping[str, bytes]) -> dict[str, Table]:
    return {name: read_table(f"rules/{name}.toml", content_files[f"rules/{name}.toml"])[0] for name in SCHEMES}


@pytest.mark.parametrize("regulator", SCHEMES)
def test_every_row_that_sends_people_to_write_has_a_letter(tables: dict[str, Table], regulator: str) -> None:
    assert list(letters.faults(tables[regulator])) == []
    assert tables[regulator].letters


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"rows": '"2"'}, "names the row 2, which does not exist"),
        ({"rows": '"1", "2"'}, "names the row 2, which does not exist"),
        ({"paragraphs": '"Please answer by [date."'}, "a gap does not open and close"),
        ({"paragraphs": '"By [the [date]]."'}, "a gap does not open and close"),
        ({"to": "[name]"}, "`to` holds a gap"),
        ({"paragraphs": '"By {dedline}."'}, "the placeholder {dedline} is not known"),
        ({"paragraphs": ""}, "paragraphs"),
    ],
)
def test_a_letter_that_cannot_stand_is_told(changed: dict[str, str], words: str) -> None:
    table, issues = small(**changed)
    found = [issue.message for issue in (*issues, *letters.faults(table))]
    assert [message for message in found if words in message] if words else not found


def test_a_row_that_asks_in_writing_without_a_letter_is_told() -> None:
    table, issues = read_table("rules/nmc.toml", re.sub(r"\[\[letter\]\].*?(?=\[\[row\]\])", "", SMALL, flags=re.DOTALL).encode())
    assert not issues
    assert [issue.message for issue in letters.faults(table)] == ["1: the row asks for something in writing, and no letter names it."]


@pytest.mark.parametrize("regulator", SCHEMES)
def test_letters_say_nothing_of_the_writer_and_keep_sentences_short(tables: dict[str, Table], regulator: str) -> None:
    for item in tables[regulator].letters:
        whole = " ".join((item.subject, *item.paragraphs))
        assert "{" not in whole + item.to, f"{item.id}: what is told may not reach a letter"
        for text in (item.subject, *item.paragraphs):
            for sentence in re.split(r"(?<=[.?:])\s+", re.sub(r"\[[^\]]*\]", "gap", text)):
                assert len(sentence.split()) <= 25, f"{item.id}: {sentence}"
        assert "!" not in whole


@pytest.mark.parametrize(
    ("path", "told", "wanted", "refused"),
    [
        (CEO, {}, {"post-needs-licence"}, {"list-or-training", "gmc-associate"}),
        (CEO, {"ro_conflict": "yes"}, {"another-responsible-officer"}, {"gmc-associate"}),
        ("/answer/nurse/chief-executive", {"status": "suspended"}, {"nmc-open-case"}, {"nmc-discussion-abroad"}),
        (
            "/answer/pharmacist/chief-executive",
            {"open_case": "yes", "uses_professional_knowledge": "yes", "intends_to_practise_gb": "yes"},
            {"gphc-fitness-change"},
            {"psni"},
        ),
    ],
)
def test_a_letter_is_offered_where_a_row_calls_for_it(client: FlaskClient, path: str, told: dict[str, str], wanted: set[str], refused: set[str]) -> None:
    _, _, profession, role = path.split("/")
    found = client.get("/api/v1/answer", query_string={"profession": profession, "role": role, **told}).get_json()
    offered = {item["id"]: item for item in found["letters"]}
    assert wanted <= offered.keys() and not refused & offered.keys()
    deciding = found["because"] if found["outcome"] else []
    standing = {reason["row"] for reason in (*found["limits"], *deciding, *found["advice"])}
    for item in offered.values():
        assert item["rows"] and set(item["rows"]) <= standing
        assert item["citations"]
        assert client.get(f"{path}/letter/{item['id']}", query_string=told).status_code == 200
    page = client.get(path, query_string=told).text
    assert all(f"/letter/{name}" in page for name in offered)


def test_the_page_and_the_plain_text_hold_the_same_letter(client: FlaskClient) -> None:
    page, plain = (client.get(f"{CEO}/letter/post-needs-licence{end}") for end in ("", ".txt"))
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert plain.text.startswith("[Your name]\n[Where to write to you]\n\n22 November 2026\n\n[Name and address: your employer]\n\nDear [name],\n\n")
    assert plain.text.endswith("\n\nYours sincerely,\n\n[Your name]\n")
    assert "\n\n1. Could somebody who is not a doctor be appointed to this post?\n2. " in plain.text
    letter = page.text.partition('aria-label="The letter">')[2].partition("</div>")[0]
    shown = [block.removeprefix("<p>") for block in letter.strip().split("</p>\n")]
    assert [block.removesuffix("</p>") for block in shown] == plain.text.rstrip("\n").split("\n\n")
    assert 'id="sr-rests"' in page.text and "/guidance/gmc/work-and-posts-that-need-a-licence#who-decides" in page.text
    assert f'href="{CEO}/letter/post-needs-licence.txt"' in page.text


def test_a_letter_holds_nothing_that_was_told_and_is_kept_nowhere(client: FlaskClient) -> None:
    for end in ("", ".txt"):
        response = client.get(f"{CEO}/letter/post-needs-licence{end}?aim=keep-name&submission_date=2027-06-30")
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store" and response.headers["X-Robots-Tag"] == "noindex"
    assert not re.search(r"2027|doctor as|chief executive", response.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/letter/gmc-associate", 404, "This letter does not belong to this answer"),
        ("/letter/gmc-associate.txt", 404, "This letter does not belong to this answer"),
        ("/letter/nothing", 404, "This letter does not belong to this answer"),
        ("/letter/post-needs-licence?colour=blue", 400, "colour"),
        ("/letter/post-needs-licence?aim=fly", 400, "That is not one of the answers"),
    ],
)
def test_a_letter_out_of_place_is_refused_and_leads_back(client: FlaskClient, path: str, status: int, words: str) -> None:
    response = client.get(CEO + path)
    assert response.status_code == status
    assert words in response.text and f'href="{CEO}' in response.text
