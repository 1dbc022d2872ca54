"""What differs between two versions: words, sections by their anchors, evidence, what readers care about; and that no text makes it slow."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.building import build_library
from guidance.diff import Difference, difference
from guidance.model import Version
from guidance.spans import Effort, Span, compare
from tests.miniature_content import BODY, PAGE, QUESTION, version

Mini = Callable[..., dict[str, bytes]]
LATER = "guidance/nmc/hours/2027-01-01.md"


def versions(mini: Mini, after: bytes, before: bytes | None = None) -> tuple[Version, Version]:
    """The page of the miniature content, and its version from January."""
    files = {**mini(), LATER: after} | ({PAGE: before} if before else {})
    found, issues = build_library(files)
    assert issues == []
    first, second = found.pages["nmc/hours"].versions
    return first, second


def kinds(found: Difference) -> list[tuple[str, str, str, str]]:
    return [(item.kind, item.anchor, item.was, item.to) for item in found.sections]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("One. Two.", "One. Two.", [("same", "One. Two.")]),
        ("", "All of it.", [("new", "All of it.")]),
        ("All of it.", "", [("gone", "All of it.")]),
        (
            "Be calm. You need 450 hours in three years. Ask us.",
            "Be calm. You need 400 hours in three years. Ask us.",
            [("same", "Be calm. You need"), ("gone", "450"), ("new", "400"), ("same", "hours in three years. Ask us.")],
        ),
        ("First. Second. Third.", "First. Third.", [("same", "First."), ("gone", "Second."), ("same", "Third.")]),
        ("First. Third.", "First. Second. Third.", [("same", "First."), ("new", "Second."), ("same", "Third.")]),
        (
            "You must tell the office of every change.",
            "Nobody has to write anything at all today.",
            [("gone", "You must tell the office of every change."), ("new", "Nobody has to write anything at all today.")],
        ),
        (
            "Pay the old fee by the first day of every third month.",
            "Pay a new fee by a first day of every third month.",
            [("same", "Pay"), ("gone", "the old fee by the"), ("new", "a new fee by a"), ("same", "first day of every third month.")],
        ),
    ],
)  # fmt: skip
def test_words_that_went_and_came_are_told_apart(before: str, after: str, expected: list[Span]) -> None:
    assert list(compare(before, after, Effort())) == expected


WORDS = st.lists(st.sampled_from(["a", "b", "c", "hours.", "fee", "not", "must."]), max_size=40).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([0, 50, 4_000_000]))
def test_both_wordings_can_be_read_out_of_the_spans(before: str, after: str, steps: int) -> None:
    spans = compare(before, after, Effort(steps))
    assert " ".join(words for kind, words in spans if kind != "new") == before
    assert " ".join(words for kind, words in spans if kind != "gone") == after
    assert all(first[0] != second[0] for first, second in zip(spans, spans[1:], strict=False))


def test_an_unchanged_version_has_no_difference(mini: Mini) -> None:
    found = difference(*versions(mini, version()))
    assert found.is_empty
    assert kinds(found) == [("same", "how-many", "how-many", ""), ("same", "what-counts", "what-counts", "")]
    assert (found.page, found.before, found.after, found.anchors) == ("nmc/hours", "2026-11-22", "2027-01-01", frozenset())


def test_the_first_version_of_a_page_is_all_added(mini: Mini) -> None:
    first, _ = versions(mini, version())
    found = difference(None, first)
    assert [item[0] for item in kinds(found)] == ["added", "added"]
    assert found.before == ""
    assert found.title == (("new", "Hours"),)
    assert found.fields == ()


def test_a_changed_word_changes_its_section_alone(mini: Mini) -> None:
    found = difference(*versions(mini, version(body=BODY.replace("450 hours", "400 hours"))))
    assert [item.kind for item in found.sections] == ["changed", "same"]
    assert found.anchors == {"how-many"}
    assert ("gone", "450") in found.sections[0].spans
    assert ("new", "400") in found.sections[0].spans


def test_evidence_that_moves_changes_both_sections(mini: Mini) -> None:
    found = difference(*versions(mini, version(evidence="{how-many: [NMC-01, NMC-02], what-counts: [NMC-03]}")))
    assert [(item.kind, item.gained, item.lost) for item in found.sections] == [("changed", ("NMC-02",), ()), ("changed", (), ("NMC-02",))]
    assert not found.sections[0].marks


@pytest.mark.parametrize(
    ("body", "confirm"),
    [
        (BODY.replace("Leadership counts.\n{: .confirm }", "*Leadership*{: .confirm } *counts*{: .confirm }."), (1, 2)),
        (BODY.replace("[the question](/faq/how-many)", "*the question*"), (0, 0)),
    ],
    ids=["confirm marks", "a link"],
)
def test_marks_and_links_count_though_no_word_differs(mini: Mini, body: str, confirm: tuple[int, int]) -> None:
    [changed] = difference(*versions(mini, version(body=body))).changed
    assert (changed.kind, changed.marks, changed.confirm) == ("changed", True, confirm)
    assert [kind for kind, _ in changed.spans] == ["same"]


def test_a_section_that_moved_is_followed(mini: Mini) -> None:
    body = BODY.replace("{#what-counts}", "{#counts}").replace("Leadership counts.", "Leadership counts in full.")
    found = difference(*versions(mini, version(evidence="{how-many: [NMC-01], counts: [NMC-02, NMC-03]}", body=body, more="moved:\n  what-counts: counts\n")))
    assert kinds(found) == [("same", "how-many", "how-many", ""), ("moved", "counts", "what-counts", "counts")]
    assert ("new", "counts in full.") in found.sections[1].spans
    assert found.anchors == {"counts", "what-counts"}


@pytest.mark.parametrize(("to", "kind"), [("nmc/other#counts", "moved"), ("how-many", "moved")])
def test_a_section_that_went_elsewhere_says_where(mini: Mini, to: str, kind: str) -> None:
    body = BODY.split("## What counts")[0]
    after = version(evidence="{how-many: [NMC-01, NMC-02, NMC-03]}", body=body, more=f"moved:\n  what-counts: {to}\n")
    found = difference(*versions(mini, after))
    assert kinds(found) == [("changed", "how-many", "how-many", ""), (kind, "what-counts", "what-counts", to)]
    assert [happened for happened, _ in found.sections[1].spans] == ["gone"]


def test_a_section_that_is_gone_stands_where_it_stood(mini: Mini) -> None:
    three = BODY + "\n## Last {#last}\n\nThe end.\n"
    before = version(evidence="{how-many: [NMC-01], what-counts: [NMC-02, NMC-03], last: []}", body=three)
    after = version(evidence="{how-many: [NMC-01], last: [NMC-02, NMC-03]}", body=BODY.split("## What counts")[0] + "## Last {#last}\n\nThe end.\n")
    assert [item[:2] for item in kinds(difference(*versions(mini, after, before)))] == [("same", "how-many"), ("removed", "what-counts"), ("changed", "last")]


def test_what_readers_care_about_in_the_front_matter_is_told(mini: Mini) -> None:
    after = version("Hours of practice").replace(b"professions: [nurse]", b"professions: [any]").replace(b"next_check: 2027-02-22", b"next_check: 2027-05-22")
    found = difference(*versions(mini, after))
    assert found.title == (("same", "Hours"), ("new", "of practice"))
    assert [(item.key, item.before, item.after) for item in found.fields] == [
        ("professions", ("nurse",), ("any",)),
        ("next_check", ("2027-02-22",), ("2027-05-22",)),
    ]
    assert not found.is_empty
    assert found.changed == ()


def test_the_question_of_an_faq_is_its_title_and_no_section(mini: Mini) -> None:
    later = version("How many hours are asked?", "faq", "{answer: [NMC-01]}", "You need 450 hours. See [hours](/guidance/nmc/hours#how-many).\n")
    held, _ = build_library({**mini(), QUESTION.replace("2026-11-22", "2027-01-01"): later})
    found = difference(*held.pages["faq/how-many"].versions)
    assert [item.kind for item in found.sections] == ["same"]
    assert any(kind == "new" for kind, _ in found.title)


def test_a_difference_can_be_written_as_json(mini: Mini) -> None:
    told = difference(*versions(mini, version(body=BODY.replace("450 hours", "400 hours")))).as_dict()
    sections = told["sections"]
    assert isinstance(sections, tuple)
    assert {"kind": "changed", "anchor": "how-many", "was": "how-many", "title": "How many"}.items() <= sections[0].items()


SIZE = 190_000
HOSTILE = {
    "one word again and again": ("a " * (SIZE // 2), "b " + "a " * (SIZE // 2 - 1)),
    "two words in turn": ("a b " * (SIZE // 4), "b a " * (SIZE // 4)),
    "short sentences in turn": ("a. b. " * (SIZE // 6), "b. c. a. " * (SIZE // 9)),
    "every word another": (" ".join(map(str, range(SIZE // 6))), " ".join(map(str, reversed(range(SIZE // 6))))),
    "every sentence with one change": (" ".join(f"The {n} is here." for n in range(SIZE // 18)), " ".join(f"The {n} was here." for n in range(SIZE // 18))),
    "no spaces": ("x" * SIZE, "x" * (SIZE - 1) + "y"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_no_text_makes_it_slow(case: str) -> None:
    before, after = HOSTILE[case]
    began = time.process_time()
    spans = compare(before, after, Effort())
    assert time.process_time() - began < 1.0
    assert " ".join(words for kind, words in spans if kind != "new") == before.strip()
    assert " ".join(words for kind, words in spans if kind != "gone") == after.strip()


def test_the_effort_is_bounded_over_all_sections(mini: Mini) -> None:
    """A thousand sections, each of which alone would be affordable."""
    first, second = versions(mini, version())
    sections = tuple(first.sections[0].model_copy(update={"anchor": f"s{number}", "text": f"{number} " + "a b c d " * 40}) for number in range(600))
    before = first.model_copy(update={"sections": sections})
    after = second.model_copy(update={"sections": tuple(item.model_copy(update={"text": item.text.replace("a b", "b x a")}) for item in sections)})
    began = time.process_time()
    assert len(difference(before, after).changed) == 600
    assert time.process_time() - began < 1.5
