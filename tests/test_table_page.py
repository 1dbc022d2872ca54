"""The decision tables as pages and sheets for those who check them."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from rules import worked
from rules.model import Case
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY
from tests.test_pages import inspect, parse

REGULATORS = ["gmc", "nmc", "hcpc", "gphc"]


@pytest.fixture(scope="module")
def tables(content_files: dict[str, bytes]) -> dict[str, Table]:
    return build_tables(content_files)[0]


def words(node: Any) -> str:
    """The text of a tree, spaces as one."""
    return " ".join(" ".join(node.itertext()).split())


def dashed(name: str) -> str:
    """An id as it stands in an anchor."""
    return name.replace("_", "-")


def sheet(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """A CSV file as a strict reader takes it."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("regulator", REGULATORS)
def test_a_table_tells_everything_that_the_table_holds(client: FlaskClient, tables: dict[str, Table], regulator: str) -> None:
    text = client.get(f"/rules/{regulator}").text
    inspect(text, regulator)
    tree, table = parse(text), tables[regulator]
    ids = {node.get("id") for node in tree.iter() if node.get("id")}
    shown = words(tree)
    assert {row.id for row in table.rows} <= ids
    assert {f"input-{dashed(item.id)}" for item in table.inputs} <= ids
    assert {f"derived-{dashed(item.id)}" for item in table.derived} <= ids
    assert {f"condition-{dashed(item.id)}" for item in table.conditions} <= ids
    assert {f"number-{dashed(item.id)}-{item.since}" for item in table.parameters} <= ids
    assert {f"deadline-{dashed(item.id)}" for item in table.deadlines} <= ids
    for kind, items in (("option", table.options), ("requirement", table.requirements), ("letter", table.letters), ("case", table.cases)):
        assert {f"{kind}-{item.id}" for item in items} <= ids
    assert {f"misunderstanding-{item.id}" for item in table.misunderstandings} <= ids
    for item in table.inputs:
        assert item.question in shown and item.why in shown and item.assumed in shown
        assert all(value.words in shown for value in item.values)
    for fact in table.derived:
        assert " ".join(fact.formula.split()) in shown
    assert "{" not in shown


@pytest.mark.parametrize("regulator", REGULATORS)
def test_every_row_has_a_page_with_its_evidence(client: FlaskClient, tables: dict[str, Table], content_files: dict[str, bytes], regulator: str) -> None:
    table = tables[regulator]
    rows = table.rows[::9]
    for row in rows:
        address = f"/rules/{regulator}/rows/{row.id}"
        response = client.get(address)
        assert response.status_code == 200, address
        inspect(response.text, address)
        shown = words(parse(response.text))
        found = client.get(f"/api/v1{address}").get_json()
        assert [fact["id"] for fact in found["facts"]] == list(row.facts)
        for fact in found["facts"]:
            assert " ".join(fact["says"].split()) in shown
            for source in fact["source"]:
                assert " ".join(source["title"].split()) in shown
        for passage in found["passages"]:
            assert passage["heading"] in shown
        assert found["because"] in shown and all(step in shown for step in found["do"])
        assert address in shown and "/about#report" in response.text
        assert found["checked_against"]["id"] == f"row/{row.id}"
        assert all(case["agrees"] and row.id in case["rows"] for case in found["cases"]) and found["cases"]


def test_conditions_stand_in_plain_words(client: FlaskClient) -> None:
    found = client.get("/api/v1/rules/nmc/rows/4").get_json()["conditions"]
    assert [clause["asks"] for clause in found[0]] == ["off-register", "profession", "return_hours"]
    assert found[0][1] == {"about": "What are you registered as with the NMC?", "asks": "profession", "refused": True, "answers": ["Nursing associate"]}
    shown = words(parse(client.get("/rules/nmc/rows/4").text))
    assert "What are you registered as with the NMC? not Nursing associate" in shown
    assert "Return hours: met" in shown
    assert "return_hours" not in shown


@pytest.mark.parametrize("regulator", REGULATORS)
def test_each_case_opens_the_answer_that_it_speaks_of(client: FlaskClient, regulator: str) -> None:
    found = client.get(f"/api/v1/rules/{regulator}").get_json()
    linked = [case for case in found["results"] if case["url"]]
    assert len(linked) > len(found["results"]) * 0.7
    for case in linked[::5]:
        path, _, query = case["url"].partition("?")
        assert client.get(case["url"]).status_code == 200, case["url"]
        _, _, profession, role = path.split("/")
        answer = client.get(f"/api/v1/answer?profession={profession}&role={role}&{query}").get_json()
        assert answer["possible"] == case["decided"] == case["expected"], case["url"]
        told = next(item["facts"] for item in found["cases"] if item["id"] == case["id"])
        assert answer["facts"].items() >= {name: value for name, value in told.items() if name not in ("profession", "role") and not value[0].isdigit()}.items()


def test_a_case_that_does_not_come_out_is_told(tables: dict[str, Table]) -> None:
    day = datetime.date(2026, 11, 22)
    facts = {"profession": "nurse", "role": "chief-executive", "status": "never"}
    right = worked.run(tables["nmc"], Case(id="x", title="X", on=day, facts=facts, outcome="no", decided_by="1b"))
    assert right.agrees and right.deciders == ("1b",)
    for wrong in ({"outcome": "yes"}, {"outcome": "no", "decided_by": "2"}, {"outcome": "no", "rows": ("20",)}, {"possible": ("no", "yes")}):
        assert not worked.run(tables["nmc"], Case(id="x", title="X", on=day, facts=facts, **wrong)).agrees, wrong
    parts = {"profession": "doctor", "role": "chief-executive"}
    found = worked.run(tables["gmc"], Case(id="x", title="X", on=day, facts=parts, outcome="yes"))
    case = Case(id="x", title="X", on=day, facts=parts, possible=found.possible, parts={"name": "not-this-regulator"})
    assert not worked.run(tables["gmc"], case).agrees


@pytest.mark.parametrize("regulator", REGULATORS)
def test_the_flow_is_drawn_in_order_and_said_in_words(client: FlaskClient, tables: dict[str, Table], regulator: str) -> None:
    tree = parse(client.get(f"/rules/{regulator}").text)
    picture = next(node for node in tree.iter() if node.tag.endswith("svg") and node.get("role") == "img")
    labels = [words(node) for node in picture.iter() if node.tag.endswith("text") and node.get("class") == "strong"]
    drawn = [label.partition(":")[0] for label in labels if ":" in label]
    stages = [row for stage in ("gate", "main", "limit") for row in tables[regulator].rows if row.stage == stage]
    assert drawn == [row.id for row in stages if row.since is None or row.since <= TODAY]
    width, height = (float(part) for part in picture.get("viewBox").split()[2:])
    for node in picture.iter():
        if node.tag.endswith("text"):
            assert 0 <= float(node.get("x")) and 0 < float(node.get("y")) <= height
            assert float(node.get("x")) + 8.2 * len(words(node)) <= width + 20, words(node)
    told = next(node for node in tree.iter() if node.get("id") == "sr-flow-text")
    listed = [words(node) for node in told.iter() if node.tag == "th" and node.get("scope") == "row"]
    assert listed == [row.id for row in (*stages, *(row for row in tables[regulator].rows if row.stage == "advice"))]


@pytest.mark.parametrize("regulator", REGULATORS)
def test_sheets_hold_every_row_and_case(client: FlaskClient, tables: dict[str, Table], regulator: str) -> None:
    table = tables[regulator]
    rows = sheet(client, f"/rules/{regulator}.csv")
    assert sorted(row["row"] for row in rows) == sorted(row.id for row in table.rows)
    by_id = {row.id: row for row in table.rows}
    for line in rows:
        row = by_id[line["row"]]
        assert (line["stage"], line["outcome"], line["next_check"]) == (row.stage, row.outcome or "", row.next_check.isoformat())
        assert line["facts"].split() == list(row.facts)
        assert sorted(fact for each in line["section_facts"].split() for fact in each.split("+")) == sorted(row.facts)
        assert line["conditions"]
    assert client.get(rows[3]["url"]).status_code == 200
    cases = sheet(client, f"/rules/{regulator}/cases.csv")
    assert [case["case"] for case in cases] == [case.id for case in table.cases]
    assert {case["agrees"] for case in cases} == {"yes"}
    for line in (*rows, *cases):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line.values())


def test_a_table_is_shown_as_of_a_day(client: FlaskClient, tables: dict[str, Table]) -> None:
    ahead = next((name, row) for name, table in tables.items() for row in table.rows if row.since and row.since > datetime.date(2020, 1, 1))
    regulator, row = ahead[0], ahead[1]
    assert row.since
    before = (row.since - datetime.timedelta(1)).isoformat()
    for day, told in ((before, True), (row.since.isoformat(), False)):
        page = words(parse(client.get(f"/rules/{regulator}/rows/{row.id}?on={day}").text))
        assert ("Announced: from" in page) == told
        found = client.get(f"/api/v1/rules/{regulator}?on={day}").get_json()
        assert found["on"] == day and (row.id in found["rows_in_force"]) != told
        assert {line["as_of"] for line in sheet(client, f"/rules/{regulator}.csv?on={day}")} == {day}
    text = client.get(f"/rules/{regulator}?on={before}").text
    assert f"/rules/{regulator}/rows/{row.id}?on={before}" in text


def test_an_overdue_check_is_told(client: FlaskClient) -> None:
    assert "The date for checking this row again has passed." in client.get("/rules/nmc/rows/4b?on=2027-06-30").text
    assert "The date for checking this row again has passed." not in client.get("/rules/nmc/rows/4b").text
    assert any("has passed" in line["being_rechecked"] for line in sheet(client, "/rules/nmc.csv?on=2027-06-30"))


@pytest.mark.parametrize("address", ["/rules/context", "/rules/context.csv", "/rules/nmc/rows/none", "/api/v1/rules/nmc/rows/none", "/rules/none/cases.csv"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/rules/nmc", "/rules/nmc.csv", "/rules/nmc/cases.csv", "/rules/nmc/rows/1"])
def test_odd_parameters_are_refused(client: FlaskClient, address: str) -> None:
    assert client.get(f"{address}?on=soon").status_code == 400
    assert client.get(f"{address}?colour=blue").status_code == 400
    response = client.get(address)
    assert response.headers["Cache-Control"].startswith("public") and response.headers["ETag"]
