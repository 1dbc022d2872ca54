"""Publications: their addresses, where their parts belong, and the folder as it would be with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from guidance.issues import ContentError
from guidance.model import FAQ
from guidance.stamps import Stamp, read_dated_file, read_stamp
from publishing.candidate import Publication

WHOLE = Publication.of("nmc", "annual-fee", "2027-01-01.2", b"page", b"evidence", b"parameters")


def test_every_part_has_its_place() -> None:
    assert WHOLE.files() == {
        "guidance/nmc/annual-fee/2027-01-01.2.md": b"page",
        "evidence/nmc/2027-01-01.2-annual-fee.toml": b"evidence",
        "rules/parameters/nmc/2027-01-01.2-annual-fee.toml": b"parameters",
    }
    assert WHOLE.paths() == tuple(WHOLE.files())
    assert (WHOLE.address, WHOLE.page_id) == ("nmc/annual-fee/2027-01-01.2", "nmc/annual-fee")


def test_a_question_has_one_place() -> None:
    assert Publication.of(FAQ, "how-many-hours", "2027-01-01", b"page").files() == {"faqs/how-many-hours/2027-01-01.md": b"page"}


def test_only_the_parts_that_came_are_laid_over_a_folder() -> None:
    files = {"guidance/nmc/annual-fee/2027-01-01.md": b"old", "topics.toml": b"list"}
    found = Publication.of("nmc", "annual-fee", "2027-01-01", page=b"new").overlay(files)
    assert found == {"guidance/nmc/annual-fee/2027-01-01.md": b"new", "topics.toml": b"list"}
    assert files["guidance/nmc/annual-fee/2027-01-01.md"] == b"old"


def test_what_stands_under_an_address_is_found_again() -> None:
    assert WHOLE.in_place(WHOLE.overlay({"topics.toml": b"list"})) == WHOLE
    assert WHOLE.in_place({"guidance/nmc/annual-fee/2027-01-01.md": b"another day"}) is None
    part = WHOLE.in_place({"evidence/nmc/2027-01-01.2-annual-fee.toml": b"alone"})
    assert part is not None and (part.page, part.evidence, part.parameters) == (None, b"alone", None)


PARTS = some.none() | some.binary(max_size=4)
ADDRESS = some.tuples(some.sampled_from(["nmc", "gmc"]), some.sampled_from(["fee", "hours"]), some.sampled_from(["2027-01-01", "2027-01-01.2"]))


@given(ADDRESS, ADDRESS, some.tuples(PARTS, PARTS, PARTS), some.tuples(PARTS, PARTS, PARTS))
def test_one_etag_names_one_publication(first: tuple[str, str, str], second: tuple[str, str, str], parts: tuple[Any, ...], others: tuple[Any, ...]) -> None:
    same = (first, parts) == (second, others)
    assert (Publication(*first, *parts).etag == Publication(*second, *others).etag) is same


FAULTS = [
    ("a capital in the regulator", ("NMC", "fee", "2027-01-01"), {"page": b"x"}, "no regulator"),
    ("a path for a regulator", ("../nmc", "fee", "2027-01-01"), {"page": b"x"}, "no regulator"),
    ("a line feed at the end", ("nmc\n", "fee", "2027-01-01"), {"page": b"x"}, "no regulator"),
    ("a space in the slug", ("nmc", "annual fee", "2027-01-01"), {"page": b"x"}, "not the slug"),
    ("a path for a slug", ("nmc", "../../x", "2027-01-01"), {"page": b"x"}, "not the slug"),
    ("an empty slug", ("nmc", "", "2027-01-01"), {"page": b"x"}, "not the slug"),
    ("a long slug", ("nmc", "a" * 81, "2027-01-01"), {"page": b"x"}, "not the slug"),
    ("a day that is none", ("nmc", "fee", "2027-02-30"), {"page": b"x"}, "2027-02-30 is not a day of the calendar"),
    ("a year that is none", ("nmc", "fee", "2207-02-01"), {"page": b"x"}, "not between the years 1800 and 2100"),
    ("a first revision", ("nmc", "fee", "2027-01-01.1"), {"page": b"x"}, "is not a date such as"),
    ("digits of another script", ("nmc", "fee", "２０２７-01-01"), {"page": b"x"}, "is not a date such as"),
    ("nothing in it", ("nmc", "fee", "2027-01-01"), {}, "is empty"),
    ("evidence with a question", ("faq", "fee", "2027-01-01"), {"page": b"x", "evidence": b"y"}, "cannot come with an FAQ"),
]


@pytest.mark.parametrize(("address", "parts", "said"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_an_address_that_is_none_is_refused(address: tuple[str, str, str], parts: dict[str, Any], said: str) -> None:
    with pytest.raises(ContentError) as raised:
        Publication.of(*address, **parts)
    (issue,) = raised.value.issues
    assert said in issue.message
    assert issue.remedy and issue.path == "/".join(address)


def test_every_fault_of_an_address_is_told_at_once() -> None:
    with pytest.raises(ContentError) as raised:
        Publication.of("NMC", "Fee", "soon")
    assert len(raised.value.issues) == 4


@given(some.text(max_size=20) | some.from_regex(r"\d{4}-\d\d-\d\d(\.\d{1,2})?", fullmatch=True))
def test_a_stamp_is_written_in_one_way(text: str) -> None:
    try:
        found = read_stamp(text)
    except ValueError:
        return
    assert str(found) == text


def test_stamps_are_in_order_of_time() -> None:
    names = ["2027-01-01.10", "2027-01-01", "2026-12-31.2", "2027-01-01.2"]
    assert [str(item) for item in sorted(map(read_stamp, names))] == ["2026-12-31.2", "2027-01-01", "2027-01-01.2", "2027-01-01.10"]


@pytest.mark.parametrize(
    "name", ["fees.toml", "2027-01-01.toml", "2027-01-01-Fees.toml", "2027-02-30-fees.toml", "2027-01-01-fees.md", f"2027-01-01-{'a' * 81}.toml"]
)
def test_a_dated_file_that_is_named_otherwise_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not"):
        read_dated_file(name)


def test_a_dated_file_tells_stamp_and_slug() -> None:
    stamp, slug = read_dated_file("2027-01-01.3-annual-fee-2028-01-01.toml")
    assert (stamp, slug) == (Stamp(read_stamp("2027-01-01").date, 3), "annual-fee-2028-01-01")
