"""The answer as JSON and as a page: the contract, the sweep of all professions and roles, and what may never stand in an answer."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

KEYS = {
    "outcome", "possible", "parts", "headline", "because", "do", "options", "deadlines", "assumed", "ask_next", "would_change",
    "limits", "advice", "recheck", "facts",
}  # fmt: skip
OUTCOMES = {"yes", "yes-if", "choice", "at-risk", "no", "not-this-regulator"}
CITATION = {"facts", "basis", "regulator", "page", "section", "heading", "in_force_from", "url", "confirm"}

FOREIGN = {
    "gmc": ["450 hours", "reflective discussion", "confirmer", "MyNMC", "six records", "myGPhC", "peer discussion", "updating days"],
    "nmc": [
        "responsible officer",
        "licence to practise",
        "revalidation recommendation",
        "six records",
        "myGPhC",
        "peer discussion",
        "GMC Online",
        "updating days",
    ],
    "hcpc": ["450 hours", "confirmer", "reflective discussion", "responsible officer", "licence to practise", "six records", "myGPhC", "MyNMC", "revalidat"],
    "gphc": ["450 hours", "confirmer", "responsible officer", "licence to practise", "MyNMC", "GMC Online", "updating days", "reflective discussion"],
}
"""Words of one scheme that would mislead in another's answer."""


def ask(client: FlaskClient, profession: str, role: str, **facts: str) -> dict[str, Any]:
    """An answer as JSON."""
    response = client.get("/api/v1/answer", query_string={"profession": profession, "role": role, **facts})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


@pytest.fixture(scope="session")
def answers(app: Flask) -> dict[tuple[str, str], dict[str, Any]]:
    """The general answer for every profession and role, asked once."""
    client = app.test_client()
    return {(profession, role): ask(client, profession, role) for profession, role in everybody(client)}


def everybody(client: FlaskClient) -> list[tuple[str, str]]:
    """Every profession with every role."""
    professions = [item["id"] for item in client.get("/api/v1/professions").get_json()["professions"]]
    roles = [item["id"] for item in client.get("/api/v1/roles").get_json()]
    return list(itertools.product(professions, roles))


Answers = dict[tuple[str, str], dict[str, Any]]


def test_every_profession_and_role_has_an_answer_with_cited_reasons(answers: Answers) -> None:
    assert len(answers) > 26 * 60
    for (profession, role), found in answers.items():
        assert KEYS <= found.keys()
        assert found["possible"], (profession, role)
        assert set(found["possible"]) <= OUTCOMES
        assert (found["outcome"] is None) == (len(found["possible"]) > 1)
        assert found["headline"]
        assert found["because"]
        for reason in (*found["because"], *found["limits"], *found["advice"]):
            assert reason["citations"], (profession, role, reason["row"])
            for citation in reason["citations"]:
                assert CITATION <= citation.keys()
        if found["outcome"] is None:
            assert found["ask_next"], (profession, role)


def test_nothing_told_is_never_a_plain_yes_for_a_board_post(client: FlaskClient) -> None:
    for profession, role in itertools.product(["doctor", "nurse", "physiotherapist", "pharmacist"], ["chief-executive", "chair", "non-executive-director"]):
        assert ask(client, profession, role)["outcome"] != "yes"


def texts(found: dict[str, Any]) -> list[str]:
    """All wording of an answer."""
    reasons = [*found["because"], *found["limits"], *found["advice"]]
    words = [found["headline"], *found["do"]]
    words += [text for reason in reasons for text in (reason["text"], *reason["do"])]
    words += [option[key] for option in found["options"] for key in ("title", "text", "cost", "lost", "back")]
    words += [item[key] for item in found["requirements"] for key in ("name", "note", "asks", "evidence", "signs")]
    words += [item[key] for item in found["misunderstandings"] for key in ("thought", "truth")]
    return words + [item["words"] for item in found["assumed"].values()] + [item["formula"] for item in found["deadlines"]]


def test_no_answer_speaks_another_schemes_language(client: FlaskClient, answers: Answers) -> None:
    articles = {item["id"]: item["article"] for item in client.get("/api/v1/roles").get_json()}
    for (profession, role), found in answers.items():
        for text in (text.replace(articles[role], "…") for text in texts(found)):
            for word in FOREIGN[found["regulator"]]:
                assert word.lower() not in text.lower(), (profession, role, word, text)


def test_no_placeholder_and_no_fact_id_reaches_a_reader(answers: Answers) -> None:
    for found in answers.values():
        for text in texts(found):
            assert not re.search(r"[{}]|\b(GMC|NMC|HCPC|GPHC|CTX)-\d", text), text


@pytest.mark.parametrize(
    "profession", ["doctor", "physician-associate", "nurse", "nurse-and-midwife", "dietitian", "radiographer", "pharmacist", "pharmacy-technician"]
)
def test_the_page_shows_what_the_json_says(client: FlaskClient, profession: str) -> None:
    found = ask(client, profession, "chief-executive")
    text = client.get(f"/answer/{profession}/chief-executive").text
    for reason in found["because"]:
        for citation in reason["citations"]:
            assert f'href="{citation["url"]}"' in text
    for value in found["assumed"].values():
        assert value["asks"][0] in text


def test_every_citation_leads_to_a_section(client: FlaskClient, answers: Answers) -> None:
    seen = {citation["url"] for found in answers.values() for reason in found["because"] for citation in reason["citations"]}
    for url in sorted(seen):
        path, _, anchor = url.partition("#")
        assert f'id="{anchor}"' in client.get(path).text, url


def test_answers_of_the_same_facts_are_the_same(client: FlaskClient) -> None:
    first = client.get("/api/v1/answer?profession=pharmacist&role=chair&open_case=yes&uses_professional_knowledge=yes").data
    second = client.get("/api/v1/answer?uses_professional_knowledge=yes&open_case=yes&role=chair&profession=pharmacist").data
    assert first == second


def test_following_the_questions_reaches_an_outcome(client: FlaskClient) -> None:
    for profession, role in itertools.product(
        ["doctor", "nurse", "paramedic", "pharmacist"], ["chief-executive", "chair", "policy", "between-jobs", "retired"]
    ):
        table = {item["id"]: item for item in client.get(f"/api/v1/rules/{ask(client, profession, role)['regulator']}").get_json()["inputs"]}
        facts: dict[str, str] = {}
        for _ in range(25):
            found = ask(client, profession, role, **facts)
            if found["outcome"] is not None or found["ask_next"] is None:
                break
            item = table[found["ask_next"]]
            facts[item["id"]] = item["value"][-1]["id"] if item["kind"] == "choice" else ("2027-03-31" if item["kind"] == "date" else "5")
        assert found["outcome"] is not None, (profession, role, facts, found["possible"])
