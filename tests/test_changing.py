"""A page over time as its readers see it: banners of every state, two versions side by side, and which of them search shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from guidance.building import build_library
from publishing import versions
from publishing.places import Places
from tests.altered_content import NOTE
from tests.miniature_content import version
from tests.test_pages import inspect

PAGE = "/guidance/nmc/practice-hours"
COMPARE = f"{PAGE}/compare?from=2026-11-22&to=2027-01-01"
ADDED = "This wording takes the place of an earlier one."


def words(text: str) -> str:
    """What a reader sees of a piece of HTML."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def banners(text: str) -> list[str]:
    return [words(found) for found in re.findall(r'<div class="banner[^"]*" role="status">(.*?)</div>', text) if "You are reading this as of" not in found]


FUTURE = f"A change is announced for 1 January 2027. {NOTE} Read the wording from then, or see what will change."


@pytest.mark.parametrize(
    ("day", "address", "expected"),
    [
        ("2026-11-22", PAGE, [FUTURE]),
        ("2027-01-01", PAGE, []),
        ("2026-11-22", f"{PAGE}?on=2027-01-01", []),
        (
            "2026-11-22",
            f"{PAGE}/2027-01-01",
            ["Announced. This wording takes effect on 1 January 2027. Read what is in force today, or see what will change."],
        ),
        ("2026-11-22", f"{PAGE}/2026-11-22", [FUTURE]),
        (
            "2027-01-01",
            f"{PAGE}/2026-11-22",
            ["Replaced. This wording held from 22 November 2026, and was replaced on 1 January 2027. Read the version in force, or see what changed since."],
        ),
        ("2026-11-22", "/faq/nmc-extension", ["Withdrawn on 22 November 2026. It was asked no more. Read this instead."]),
        ("2026-11-22", "/faq/nmc-annual-fee", ["This page ends on 1 March 2027. The fee has a page of its own. Read this instead."]),
        ("2027-03-01", "/faq/nmc-annual-fee", ["Withdrawn on 1 March 2027. The fee has a page of its own. Read this instead."]),
    ],
)
def test_every_state_has_its_banner(over_time: Callable[[str], FlaskClient], day: str, address: str, expected: list[str]) -> None:
    response = over_time(day).get(address)
    assert response.status_code == 200
    assert banners(response.text) == expected
    inspect(response.text, address)


def test_links_of_banners_lead_where_they_say(over_time: Callable[[str], FlaskClient]) -> None:
    client = over_time("2027-01-01")
    replaced = client.get(f"{PAGE}/2026-11-22").text
    assert f'<a href="{PAGE}">Read the version in force</a>' in replaced
    assert f'<a href="{COMPARE.replace("&", "&amp;")}">see what changed since</a>' in replaced
    assert '<a href="/faq/nmc-annual-fee">Read this instead</a>' in client.get("/faq/nmc-extension").text
    assert '<a href="/guidance/nmc/fees">Read this instead</a>' in client.get("/faq/nmc-annual-fee").text


def test_the_history_of_a_page_leads_to_each_difference(over_time: Callable[[str], FlaskClient]) -> None:
    text = over_time("2026-11-22").get(PAGE).text
    assert words(text).count("Compare any two versions") == 1
    assert f'href="{COMPARE.replace("&", "&amp;")}">What changed<span class="hidden"> on 1 January 2027</span></a>' in text
    assert text.count(">What changed<") == 1, "the first version followed none"
    assert "Compare any two versions" not in words(over_time("2026-11-22").get("/guidance/nmc/fees").text)


def test_two_versions_stand_side_by_side(over_time: Callable[[str], FlaskClient]) -> None:
    response = over_time("2026-11-22").get(COMPARE)
    inspect(response.text, COMPARE)
    text = words(response.text)
    assert "The version of 22 November 2026 beside that of 1 January 2027." in text
    assert NOTE in text
    assert f"[added: {ADDED} end of added]" in text
    assert [words(found) for found in re.findall(r"<del>(.*?)</del>", response.text.split('id="sr-section-1"')[1])] == []
    before, after = response.text.split("<h3>Before</h3>")[1].split("<h3>After</h3>")
    assert ADDED not in before
    assert f'<ins><span class="hidden">[added: </span>{ADDED}<span class="hidden"> end of added]</span></ins>' in after
    assert "What never counts" in text.split("Unchanged")[-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ("2025-09-01", "2026-11-22")),
        ("?on=2025-10-01", ("2024-04-01", "2025-09-01")),
        ("?to=2024-04-01", ("2019-07-01", "2024-04-01")),
        ("?from=2015-10-01", ("2015-10-01", "2026-11-22")),
        ("?from=2026-11-22&to=2015-10-01", ("2015-10-01", "2026-11-22")),
        ("?from=2019-07-01&to=2019-07-01", ("2019-07-01", "2019-07-01")),
        ("?to=2015-10-01", (None, "2015-10-01")),
    ],
)
def test_any_two_versions_can_be_compared_whichever_way_round(client: FlaskClient, query: str, expected: tuple[str | None, str]) -> None:
    told = client.get(f"/api/v1/guidance/gphc/fees/compare{query}").get_json()
    assert (told["before"] and told["before"]["version"], told["after"]["version"]) == expected
    page = client.get(f"/guidance/gphc/fees/compare{query}")
    inspect(page.text, query)
    assert ("This is the first version" in page.text) == (expected[0] is None)
    assert ("Nothing that a reader would see differs" in page.text) == (expected[0] == expected[1])


def test_every_version_since_is_told_of(client: FlaskClient) -> None:
    told = client.get("/api/v1/guidance/gphc/fees/compare?from=2019-07-01&to=2025-09-01").get_json()
    assert [note["version"] for note in told["notes"]] == ["2025-09-01", "2024-04-01"]
    assert told["url"] == "/guidance/gphc/fees/compare?from=2019-07-01&to=2025-09-01"
    yearly = next(section for section in told["sections"] if section["anchor"] == "yearly-fee")
    assert "£293" in " ".join(said for kind, said in yearly["spans"] if kind == "new")
    assert "£257" in " ".join(said for kind, said in yearly["spans"] if kind == "gone")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/guidance/gphc/fees/compare?from=2020-01-01", 400),
        ("/guidance/gphc/fees/compare?to=%3Cscript%3E", 400),
        ("/guidance/gphc/fees/compare?on=x", 400),
        ("/guidance/gphc/fees/compare?colour=blue", 400),
        ("/guidance/gphc/nothing/compare", 404),
        ("/guidance/faq/gphc-fee/compare", 404),
        ("/faq/nothing/compare", 404),
        ("/faq/gphc-fee/compare", 200),
    ],
)
def test_what_is_not_there_is_told(client: FlaskClient, address: str, status: int) -> None:
    for prefix in ("", "/api/v1"):
        assert client.get(prefix + address).status_code == status


def test_an_unknown_version_offers_the_comparison_without_it(client: FlaskClient) -> None:
    text = client.get("/guidance/gphc/fees/compare?from=2020-01-01").text
    assert "no version “2020-01-01”" in text
    assert 'href="/guidance/gphc/fees/compare"' in text


def test_a_regulators_own_fields_are_told_in_words(over_time: Callable[[str], FlaskClient]) -> None:
    text = over_time("2026-12-01").get("/guidance/hcpc/fees/compare").text
    assert '<th scope="row">Whose wording</th><td>our summary</td><td>the regulator’s own</td>' in text
    assert '<th scope="row">Source</th><td>Not said</td><td>https://www.hcpc-uk.org/fees/</td>' in text


@pytest.mark.parametrize(("day", "found"), [("2026-11-22", ["2026-11-22"]), ("2026-12-31", ["2026-11-22"]), ("2027-01-01", ["2027-01-01"])])
def test_search_shows_what_is_in_force_alone(over_time: Callable[[str], FlaskClient], day: str, found: list[str]) -> None:
    results = over_time(day).get("/api/v1/search?q=practice+hours+nmc").get_json()["results"]
    assert {item["in_force_from"] for item in results if item["url"].startswith(PAGE)} == set(found)
    assert not any(item["url"].startswith("/faq/nmc-extension") for item in results)


# ---- who stands behind a page


def test_a_page_that_a_regulator_publishes_says_so_wherever_it_is_read(over_time: Callable[[str], FlaskClient]) -> None:
    client = over_time("2026-12-01")
    page = client.get("/guidance/hcpc/fees").text
    inspect(page, "own")
    assert "Published by the HCPC itself." in words(page)
    assert '<a href="https://www.hcpc-uk.org/fees/" rel="external noreferrer">read it at its source</a>' in page
    assert "Our summary in our own words" not in page
    assert "Fees (the HCPC’s own page)" in words(client.get("/regulator/hcpc").text)
    told = client.get("/api/v1/guidance/hcpc/fees").get_json()
    assert (told["authority"], told["source"]) == ("regulator", "https://www.hcpc-uk.org/fees/")
    assert client.get("/api/v1/guidance/nmc/fees").get_json()["authority"] == "summary"


def test_answers_and_rows_show_who_stands_behind_a_passage(over_time: Callable[[str], FlaskClient]) -> None:
    client = over_time("2026-12-01")
    told = client.get("/api/v1/answer?profession=paramedic&role=chief-executive").get_json()
    cited = [each for requirement in told["requirements"] for each in requirement["citations"]]
    assert {each["authority"] for each in cited} == {"summary", "regulator"}
    assert {each["page"] for each in cited if each["authority"] == "regulator"} == {"hcpc/fees"}
    for address, count in (("/answer/paramedic/chief-executive", 1), ("/answer/nurse/chief-executive", 0)):
        assert min(1, words(client.get(address).text).count("’s own wording")) == count
    assert "1 December 2026, the HCPC’s own wording" in words(client.get("/answer/paramedic/chief-executive").text)
    assert "own wording" not in client.get("/answer/paramedic/chief-executive?on=2026-11-30").text
    rows = {row["row"] for row in told["because"] for each in row["citations"] if each["authority"] == "regulator"}
    assert all("The wording is the HCPC’s own." in client.get(f"/rules/hcpc/rows/{row}").text for row in rows)


@pytest.mark.parametrize(
    ("path", "front", "fault"),
    [
        ("guidance/nmc/hours/2026-11-22.md", "source: https://www.nmc.org.uk/hours/\n", ""),
        ("guidance/nmc/hours/2026-11-22.md", "", "needs its address"),
        ("guidance/nmc/hours/2026-11-22.md", "source: 'javascript:alert(1)'\n", "must be an address"),
        ("guidance/context/hours/2026-11-22.md", "source: https://www.nmc.org.uk/hours/\n", "No one regulator stands behind this page"),
    ],
)
def test_only_one_regulators_page_is_a_regulators_own(mini: Callable[..., dict[str, bytes]], path: str, front: str, fault: str) -> None:
    files = {path: version(more=front).replace(b"authority: summary", b"authority: regulator")}
    held, issues = build_library({**{name: data for name, data in mini().items() if not name.startswith("guidance/")}, **files})
    found = [str(issue) for issue in issues] or [
        str(issue) for page in held.corpus.pages for item in page.versions for issue in versions.check(held, item, Places(files)) if item.path == path
    ]
    assert bool(found) == bool(fault), found
    assert all(fault in issue for issue in found), found


def test_the_register_of_evidence_is_read_as_of_a_date(client: FlaskClient) -> None:
    assert client.get("/evidence/nmc?on=2026-12-10").status_code == 200
    assert client.get("/evidence/nmc?on=soon").status_code == 400
