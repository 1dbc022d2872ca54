"""Best answers: the few queries for which people must see one section first, kept as content in `content/search/best-answers.toml`.

An entry is for where ranking alone cannot know (a word that means something special here), and says why. The file is read strictly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, ValidationError

from guidance.issues import Issue
from guidance.library import Library, in_force
from guidance.model import Date, Frozen, Slug
from guidance.registers import parse_toml
from search import analysis

PATH = "search/best-answers.toml"


class Best(Frozen):
    """A `[[best]]`: the queries, the page (`collection/slug`) and section (the first, if empty) that answer them, and why ranking needs help."""

    queries: Annotated[tuple[str, ...], Field(min_length=1)]
    page: str
    anchor: Slug | str = ""
    reason: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class BestAnswers:
    """Pinned sections by query."""

    by_query: Mapping[tuple[str, ...], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def pins(self, text: str) -> tuple[tuple[str, str], ...]:
        """The (page, anchor) to put first for a query; empty for most."""
        return self.by_query.get(_key(text), ())


def _key(text: str) -> tuple[str, ...]:
    words = analysis.words(text)
    return tuple(sorted(set(analysis.stems(word for word in words if word not in analysis.STOP) or analysis.stems(words))))


def load_best_answers(data: bytes, library: Library, on: Date, path: str = PATH) -> tuple[BestAnswers, list[Issue]]:
    """Read the file strictly.

    Arguments: its bytes; the library whose pages it names; the date on which each target must be in force. Returns what could be read, and an issue for each
    unknown key, missing reason, target that is not in force, and query given to two targets. Raises nothing.
    """
    table, found = parse_toml(path, data)
    issues = list(found)
    issues += [Issue(path, 1, f"`{key}` is not known here.", "Use [[best]].") for key in table if key != "best"]
    pins: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    raw = table.get("best", [])
    for number, item in enumerate(raw if isinstance(raw, list) else [raw], start=1):
        try:
            best = Best.model_validate(item)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in detail["loc"]) or "best"
                issues.append(Issue(path, 1, f"[[best]] number {number}: `{key}`: {detail['msg']}.", f"Correct or remove `{key}`."))
            continue
        issues += _check(best, library, on, path)
        for query in best.queries:
            if pins.get(_key(query), ((best.page, best.anchor),)) != ((best.page, best.anchor),):
                issues.append(Issue(path, 1, f"[[best]] {best.page}: the query “{query}” has another answer already.", "Keep one of the two."))
            pins[_key(query)] = ((best.page, best.anchor),)
    return BestAnswers(pins), issues


def _check(best: Best, library: Library, on: Date, path: str) -> list[Issue]:
    page = library.pages.get(best.page)
    version = in_force(page, on) if page else None
    if version is None:
        return [Issue(path, 1, f"[[best]] {best.page}: no such page is in force.", "Name the collection and slug of a page in force.")]
    if best.anchor and version.section(best.anchor) is None:
        return [Issue(path, 1, f"[[best]] {best.page}: there is no section `{best.anchor}`.", "Name an anchor of the version in force, or leave it out.")]
    return []
