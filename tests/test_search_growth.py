"""An index that is built upon the last one is as good as one that was made anew: the same sections, order and scores, whatever was changed before."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guidance.library import Corpus, Library
from guidance.model import Page, Version
from search import builder, growth, schema
from search.documents import Entry, document
from search.engine import EngineUnavailable, Index, build
from search.query import Filters, Query, parse
from tests.miniature_search import TODAY, library, page, version

QUERIES = ("hours", "chief executive nursing", "450 hours", '"chief executive"', "licence -nurse", "title:licence", "quagga", "zebra", "practise practice", "")
WORDS = ("hours", "zebra", "licence", "practice", "practise", "chief", "executive", "nurse", "450", "quagga", "confirm", "the", "register", "o'neill", "tŷ")


def ask(text: str, **more: Any) -> Query:
    return parse(text, on=TODAY, filters=Filters(status=more.pop("status", "current")), size=50, **more)


def answers(folder: Path, of: Library) -> list[object]:
    """Everything that an index says: words, and hits with their scores, of every state."""
    opened = Index(folder, of)
    try:
        said: list[object] = [sorted(opened.vocabulary().items())]
        for text in QUERIES:
            for state in ("current", "all"):
                hits = opened.search(ask(text, status=state))
                said.append((text, state, hits.total, hits.sections, [(hit.page, hit.anchor, hit.stamp, hit.score, hit.more) for hit in hits.found]))
                said.append(sorted((name, sorted(counts.items())) for name, counts in hits.facets.items()))
        return said
    finally:
        opened.close()


def many(pages: int = 12) -> tuple[Page, ...]:
    """Enough pages for one of them to be a small part: two sections each, some with an older version."""
    made = []
    for number in range(pages):
        slug, words = f"page-{number}", f"{WORDS[number % len(WORDS)]} {WORDS[number * 7 % len(WORDS)]}"
        sections = {"one": (f"On {words}", f"You need {words} as a chief executive."), "two": ("More", f"Hours and {words} {number}.")}
        versions = [version("nmc" if number % 2 else "gmc", slug, date(2025, 4, 1), sections, title=f"Page of {words}")]
        if number % 3 == 0:
            versions.insert(0, version("nmc" if number % 2 else "gmc", slug, date(2020, 1, 1), {"one": ("Old", f"It was {words}.")}, title="Of old"))
        made.append(page(*versions))
    return tuple(made)


def edited(of: Version, text: str) -> Version:
    last = of.sections[-1].model_copy(update={"text": text})
    return of.model_copy(update={"sections": (*of.sections[:-1], last)})


def changed(pages: tuple[Page, ...], what: str, at: int, text: str) -> tuple[Page, ...]:
    """One change: a text, a title, a new version, a new page, a page or version less."""
    found = list(pages)
    at %= max(1, len(found))
    if what == "add" or not found:
        slug = f"new-{sum(len(item.versions) for item in found)}-{len(found)}"
        found.append(page(version("nmc", slug, date(2025, 4, 1), {"one": ("New", text), "two": ("News", text)}, title=text[:50] or "New")))
        return tuple(found)
    held = found[at]
    if what == "remove":
        del found[at]
    elif what == "less" and len(held.versions) > 1:
        found[at] = page(*held.versions[1:])
    elif what == "newer":
        later = held.versions[-1].date.replace(year=held.versions[-1].date.year + 1)
        found[at] = page(*held.versions, edited(held.versions[-1].model_copy(update={"date": later}), text))
    elif what == "title":
        meta = held.versions[-1].meta.model_copy(update={"title": text or "Untitled"})
        found[at] = page(*held.versions[:-1], held.versions[-1].model_copy(update={"meta": meta}))
    else:
        found[at] = page(*held.versions[:-1], edited(held.versions[-1], text))
    return tuple(found)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["text", "text", "title", "newer", "less", "remove", "add"]),
        st.integers(0, 30),
        st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def gentle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few segments may stand side by side, and whatever changed, the last index is built upon: the hard case."""
    monkeypatch.setattr(builder, "MOST_RENEWED", 1e9)
    monkeypatch.setattr(builder, "MOST_SEGMENTS", 3)


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


@pytest.mark.usefixtures("gentle")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # fmt: skip
@given(steps=CHANGES)
def test_after_any_changes_it_says_what_a_new_one_says(folder: Path, steps: list[tuple[str, int, str]]) -> None:
    shutil.rmtree(folder)
    pages = many(6)
    build(library(pages, "0"), folder / "0")
    for number, step in enumerate(steps, start=1):
        pages = changed(pages, *step)
        made = library(pages, str(number))
        build(made, folder / str(number), folder / str(number - 1))
        assert len(list((folder / str(number)).glob("*.seg"))) <= 3
    build(made, folder / "fresh")
    assert answers(folder / str(len(steps)), made) == answers(folder / "fresh", made)


def segments(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.seg")}


def test_one_changed_page_costs_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def note(entry: Entry, texts: dict[str, str]) -> dict[str, Any]:
        made.append(entry.page)
        return document(entry, texts)

    monkeypatch.setattr(builder, "document", note)
    pages = many()
    build(library(pages, "a"), tmp_path / "a")
    made.clear()
    after = library(changed(pages, "text", 1, "a zebra"), "b")
    build(after, tmp_path / "b", tmp_path / "a")
    assert set(made) == {after.corpus.pages[1].id}
    assert segments(tmp_path / "a") < segments(tmp_path / "b")


@pytest.mark.parametrize("what", ["roles", "professions", "facts"])
def test_what_pages_take_from_the_lists_is_indexed_again(tmp_path: Path, what: str) -> None:
    """The name of a role or profession and the words of evidence stand in documents of pages that did not change."""
    before = library(many(), "a")
    pages = tuple(page(*(_resting(item) for item in held.versions)) for held in before.corpus.pages)
    before = library(pages, "a")
    named = {
        "roles": before.corpus.roles[0].model_copy(update={"name": "Quagga keeper"}),
        "professions": before.corpus.professions[0].model_copy(update={"plural": "quagga keepers"}),
        "facts": before.corpus.facts[0].model_copy(update={"says": "A quagga."}),
    }[what]
    rest = getattr(before.corpus, what)[1:]
    after = Library(Corpus(**{**dict(before.corpus), what: (named, *rest)}), "b")
    build(before, tmp_path / "a")
    build(after, tmp_path / "b", tmp_path / "a")
    build(after, tmp_path / "fresh")
    assert answers(tmp_path / "b", after) == answers(tmp_path / "fresh", after)
    opened = Index(tmp_path / "b", after)
    assert opened.search(ask("quagga")).total > Index(tmp_path / "a", before).search(ask("quagga")).total
    opened.close()


def _resting(item: Version) -> Version:
    first = item.sections[0].model_copy(update={"facts": ("NMC-1",)})
    meta = item.meta.model_copy(update={"roles": ("chief-executive",), "professions": ("doctor",)})
    return item.model_copy(update={"sections": (first, *item.sections[1:]), "meta": meta})


def broken_list(folder: Path) -> None:
    next(folder.glob("*.toc")).write_bytes(b"junk")


def broken_segment(folder: Path) -> None:
    next(folder.glob("*.seg")).write_bytes(b"junk")


def no_segment(folder: Path) -> None:
    next(folder.glob("*.seg")).unlink()


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def manifest_of_another_shape(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]")


def another_code(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**told, "code": "another"}))


def a_manifest_that_lies(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**told, "versions": dict(list(told["versions"].items())[:-2])}))


def nothing_there(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves a broken file open
@pytest.mark.parametrize(
    "damage",
    [broken_list, broken_segment, no_segment, no_manifest, manifest_of_another_shape, another_code, a_manifest_that_lies, nothing_there],
    ids=lambda damage: damage.__name__,
)
def test_a_faulty_index_is_not_built_upon(tmp_path: Path, damage: Any) -> None:
    pages = many()
    build(library(pages, "a"), tmp_path / "a")
    damage(tmp_path / "a")
    after = library(changed(pages, "text", 1, "a zebra"), "b")
    build(after, tmp_path / "b", tmp_path / "a")
    build(after, tmp_path / "fresh")
    assert len(segments(tmp_path / "b")) == 1
    assert answers(tmp_path / "b", after) == answers(tmp_path / "fresh", after)


def test_much_change_makes_the_whole_anew(tmp_path: Path) -> None:
    pages = many()
    build(library(pages, "a"), tmp_path / "a")
    for number in range(6):
        pages = changed(pages, "text", number, f"zebra {number}")
    build(library(pages, "b"), tmp_path / "b", tmp_path / "a")
    assert not segments(tmp_path / "a") & segments(tmp_path / "b")
    assert len(segments(tmp_path / "b")) == 1


def test_dead_documents_do_not_pile_up(tmp_path: Path) -> None:
    """Whatever is published how often, an index is never more than a quarter dead, and of few segments."""
    pages = many(20)
    build(library(pages, "0"), tmp_path / "0")
    for number in range(1, 25):
        pages = changed(pages, "text", number, f"zebra {number}")
        build(library(pages, str(number)), tmp_path / str(number), tmp_path / str(number - 1))
        index = schema.open_dir(str(tmp_path / str(number)), readonly=True)
        dead = index.doc_count_all() - index.doc_count()
        assert dead <= 0.25 * index.doc_count()
        index.close()
        assert len(segments(tmp_path / str(number))) <= builder.MOST_SEGMENTS


def test_the_earlier_index_is_only_read(tmp_path: Path) -> None:
    pages = many()
    build(library(pages, "a"), tmp_path / "a")
    before = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    build(library(changed(pages, "remove", 2, ""), "b"), tmp_path / "b", tmp_path / "a")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "b").iterdir()), "damage to one must not be damage to the other"


def test_a_folder_in_use_is_refused_with_an_earlier_index_too(tmp_path: Path) -> None:
    build(library(many(), "a"), tmp_path / "a")
    with pytest.raises(EngineUnavailable, match="not empty"):
        build(library(many(), "b"), tmp_path / "a", tmp_path / "a")


def test_a_fingerprint_covers_everything_of_a_document() -> None:
    """Two versions with the same fingerprint give the same documents."""
    one = growth.by_version(library(many(), "a"))
    for name, sections in one.items():
        entry, texts = sections[0]
        for field in ("anchor", "title", "heading", "kind"):
            other = [(type(entry)(**{**vars(entry), field: "other"}), texts), *sections[1:]]
            assert growth.fingerprint(other) != growth.fingerprint(sections), (name, field)
        for field in texts:
            assert growth.fingerprint([(entry, {**texts, field: "other"}), *sections[1:]]) != growth.fingerprint(sections), (name, field)
