"""What general answers rest on is what stands on their pages, and what a number is used in is what says it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest

from guidance.building import build_library
from guidance.library import Library
from rules import resting
from rules.answer import Answer, answer
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY

LATER = datetime.date(2027, 12, 30)


@pytest.fixture(scope="module")
def site(content_files: Mapping[str, bytes]) -> tuple[Library, Mapping[str, Table]]:
    return build_library(content_files)[0], build_tables(content_files)[0]


def stand_on(found: Answer) -> set[str]:
    """The entries of the table that the page of an answer shows."""
    shown = {f"row/{reason.row}" for reason in (*found.because, *found.limits, *found.advice)}
    shown |= {f"option/{course.option.id}" for course in found.options} | {f"deadline/{item.id}" for item in found.deadlines}
    shown |= {f"requirement/{item.id}" for item in found.requirements} | {f"misunderstanding/{item.id}" for item in found.misunderstandings}
    return shown | {f"letter/{item.id}" for item in found.letters}


@pytest.mark.parametrize(("profession", "on"), [("doctor", TODAY), ("nurse", TODAY), ("nurse", LATER), ("paramedic", TODAY), ("pharmacist", TODAY)])
def test_it_is_what_stands_on_the_page(site: tuple[Library, Mapping[str, Table]], profession: str, on: datetime.date) -> None:
    library, tables = site
    person = library.professions[profession]
    table = tables[person.regulator]
    found = resting.general(table, library, on)
    assert {name for name, _ in found} == {item.id for item in library.professions.values() if item.regulator == table.regulator}
    for role in library.roles.values():
        given = answer(table, library, person, role, {}, on)
        item = found[profession, role.id]
        assert (item.possible, dict(item.parts)) == (given.possible, given.parts), role.id
        assert item.entries == stand_on(given), role.id


def test_a_number_is_used_where_it_is_said_or_counted(site: tuple[Library, Mapping[str, Table]]) -> None:
    table = site[1]["gphc"]
    used = resting.users(table, "fee_pharmacist")
    assert "requirement/fee" in used
    for row in table.rows:
        assert (f"row/{row.id}" in resting.users(table, "records_total")) == ("{records_total}" in " ".join((row.headline, row.because, *row.do)))
    counted = {item.counts.parameter: f"requirement/{item.id}" for item in site[1]["nmc"].requirements if item.counts}
    assert counted and all(name in resting.users(site[1]["nmc"], parameter) for parameter, name in counted.items())
    assert resting.users(table, "nothing") == ()
