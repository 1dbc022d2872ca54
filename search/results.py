"""A page of results for people and for JSON: what an engine found, with titles, addresses, snippets, facets and a word on what we did.

It uses only the interfaces of this package and the library's; it must not know the engine's insides, routes or templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from markupsafe import Markup

from guidance.library import Library, page_url
from guidance.model import FAQ, Status, Version
from search import analysis, asking
from search.aids import Aids
from search.documents import CONTEXT
from search.hits import Hit, Hits
from search.intent import Intent, read_intent
from search.query import FACETS, STATES, Alternative, Group, Query, Sort, parse
from search.snippets import cut, terms_of
from search.synonyms import expand

KINDS = {"guidance": "Guidance", "faq": "Questions and answers"}
COUNTRIES = {"england": "England", "scotland": "Scotland", "wales": "Wales", "northern-ireland": "Northern Ireland", "overseas": "Overseas"}
STATE_NAMES = {"current": "In force", "replaced": "Replaced or withdrawn", "announced": "Announced", "all": "All versions"}


KEEPING = (
    Group(
        ("stay", "registered"),
        tuple(
            Alternative(tuple(wording.split()), 0.9)
            for wording in (
                "stay on the register",
                "stay registered",
                "keep my registration",
                "keep registration",
                "count as practice",
                "counts as practice",
                "still practising",
                "practising your profession",
                "hand back",
                "give up registration",
                "come off the register",
            )
        ),
        weight=0.5,
    ),
)
"""What somebody looks for who asks to stay registered, however it was put."""

PRESSING = 2.5
"""How much more words of trouble weigh than other words."""

LEAST_OURS, LEAST_PLAIN = 0.35, 0.68
"""The share of what was asked below which a search found nothing that anybody can have wanted: with a word of ours in it, and with none."""


class SearchIndex(Protocol):
    """What is asked of an engine."""

    digest: str

    def search(self, query: Query) -> Hits:
        """One page of hits."""
        ...


@dataclass(frozen=True)
class Result:
    """One section found. `snippet` is safe HTML. `more`: further sections of the same version that match. `regulators`: all that it speaks of."""

    title: str
    heading: str
    regulator: str
    regulators: tuple[str, ...]
    kind: str
    url: str
    snippet: Markup
    status: str
    in_force_from: str
    score: float
    more: int
    page: str
    anchor: str


@dataclass(frozen=True)
class FacetValue:
    """A value to narrow by: id, name, how many hits choosing it would list, and whether it is chosen."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow, with the values that would leave anything."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class ResultPage:
    """A page of results. `total`: results on all pages. `message`: what we did with the words, or empty. `did_you_mean`: the text mended.

    `weak`: nothing was found, or so little of what was asked that nobody can have wanted it.
    """

    query: str
    total: int
    page: int
    pages: int
    size: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    did_you_mean: str | None
    message: str
    intent: Intent
    digest: str
    sort: Sort = "relevance"
    weak: bool = False

    def as_dict(self) -> dict[str, object]:
        """The page as JSON-ready keys and values, by the contract of `/api/v1/search` (`answer` and `signpost` are the caller's)."""
        return {
            "query": self.query,
            "total": self.total,
            "sort": self.sort,
            "page": self.page,
            "pages": self.pages,
            "message": self.message,
            "did_you_mean": self.did_you_mean,
            "facets": {facet.name: [dict(vars(value)) for value in facet.values] for facet in self.facets},
            "results": [{**vars(result), "regulators": list(result.regulators), "snippet": str(result.snippet)} for result in self.results],
        }


def find(index: SearchIndex, library: Library, query: Query, aids: Aids | None = None) -> ResultPage:
    """Answer a query with a page of results.

    index: opened for this library. query: as `parse` gives it. aids: of this release (none: plain words only). Words that nobody here uses are mended
    before the search, and the page says so. The same question is answered once for a release and date. Raises what the engine raises
    (`EngineUnavailable`), nothing else.
    """
    tools = aids or Aids()
    page: ResultPage = tools.recent.get((library.digest, query), index, lambda: _make(index, library, query, tools))
    return page


def _make(index: SearchIndex, library: Library, query: Query, aids: Aids) -> ResultPage:
    mended = aids.speller.correct(query.text)
    asked = query
    if mended is not None:
        asked = parse(mended, on=query.on, filters=query.filters, page=query.page, size=query.size, sort=query.sort)
    intent = read_intent(asked.text, library, aids.thesaurus)
    asked = expand(asked, aids.thesaurus, library, intent.worlds)
    groups = tuple(map(_pressing, asked.groups)) if intent.keeps and (intent.roles or intent.professions) else asked.groups
    more = KEEPING if (intent.keeps or _says_who(asked)) and not intent.troubled else ()
    asked = replace(asked, groups=(*groups, *more), prefer=intent.worlds, pinned=aids.best.pins(asked.text))
    hits = index.search(asked)
    terms = terms_of(asked)
    results = tuple(item for item in (_result(library, hit, terms) for hit in hits.found) if item)
    return ResultPage(
        query=query.text, total=hits.total, page=query.page, pages=hits.pages, size=query.size, results=results, facets=_facets(library, query, hits),
        did_you_mean=mended, message=_message(query, asked, hits, aids), intent=intent, digest=hits.digest, sort=query.sort,
        weak=_is_weak(query, asked, hits),
    )  # fmt: skip


def _pressing(group: Group) -> Group:
    """A group, with more weight where it speaks of trouble: somebody suspended looks for that first, and not for what holds for others in the post."""
    return replace(group, weight=group.weight * PRESSING) if not group.names and asking.is_troubled(" ".join(group.typed)) else group


def _says_who(query: Query) -> bool:
    """Whether the words tell who somebody is and which post they have, and nothing more: they want to know whether they stay registered."""
    kinds = {kind for group in query.groups for kind, _ in group.names}
    told = [group for group in query.groups if not group.names and not all(word in analysis.WEAK for word in group.typed)]
    return "role" in kinds and bool(kinds & {"profession", "regulator"}) and not told


def _is_weak(query: Query, asked: Query, hits: Hits) -> bool:
    """Whether nobody can have wanted what was found. Where a word of ours was typed (a name, or one with synonyms), less of the rest must be there."""
    typed = {word.text for word in query.words}
    ours = any((group.names or any(item.weight < 1.0 for item in group.alternatives)) and typed.issuperset(group.typed) for group in asked.groups)
    return not hits.total or hits.covered < (LEAST_OURS if ours else LEAST_PLAIN)


def _result(library: Library, hit: Hit, terms: frozenset[tuple[str, ...]]) -> Result | None:
    page = library.pages.get(hit.page)
    version = next((item for item in page.versions if item.stamp == hit.stamp), None) if page else None
    section = version.section(hit.anchor) if version else None
    if version is None or section is None:
        return None
    regulators = version.meta.regulators if version.collection == FAQ else (version.collection,)
    return Result(
        title=version.meta.title, heading=section.heading, regulator=regulators[0] if len(regulators) == 1 else CONTEXT, regulators=regulators,
        kind=version.meta.kind, url=f"{_address(version, hit.status)}#{section.anchor}", snippet=cut(section.text, terms).html(),
        status=hit.status.value, in_force_from=version.date.isoformat(), score=hit.score, more=hit.more, page=hit.page, anchor=hit.anchor,
    )  # fmt: skip


def _address(version: Version, status: Status) -> str:
    return page_url(version) if status is Status.IN_FORCE else f"{page_url(version)}/{version.stamp}"


def _facets(library: Library, query: Query, hits: Hits) -> tuple[Facet, ...]:
    labels = _labels(library)
    found = []
    for facet in FACETS:
        counts, chosen = hits.facets.get(facet, {}), query.filters.of(facet)
        names = labels[facet]
        shown = sorted((-counts.get(item, 0), names[item][0] if item in names else len(names), item) for item in {*counts, *chosen})
        values = tuple(FacetValue(item, names[item][1] if item in names else item, -less, item in chosen) for less, _, item in shown)
        found.append(Facet(facet, values))
    states = hits.facets.get("status", {})
    found.append(Facet("status", tuple(FacetValue(item, STATE_NAMES[item], states.get(item, 0), item == query.filters.status) for item in STATES)))
    return tuple(found)


@lru_cache(maxsize=4)
def _labels(library: Library) -> Mapping[str, Mapping[str, tuple[int, str]]]:
    """The place and name of each id, by facet. Kept for each library."""
    labels: dict[str, Mapping[str, str]] = {
        "regulator": {item.id: item.short for item in library.corpus.regulators},
        "profession": {item.id: item.name for item in library.corpus.professions},
        "role": {item.id: item.name for item in library.corpus.roles},
        "topic": {item.id: item.name for item in library.corpus.topics},
        "country": COUNTRIES,
        "kind": KINDS,
    }
    return {facet: {item: (place, name) for place, (item, name) in enumerate(names.items())} for facet, names in labels.items()}


def _message(query: Query, asked: Query, hits: Hits, aids: Aids) -> str:
    """What we did with the words that the reader should know of, in sentences."""
    said = []
    if query.shortened:
        said.append("That was long, so we used the first part of it.")
    if asked.text != query.text:
        said.append(f"We looked for “{asked.text}”.")
    told = [word.text for word in asked.words if word.text not in analysis.STOP]
    unknown = [word for word in dict.fromkeys(told) if not aids.speller.knows(word)] if aids.speller.vocabulary else []
    if hits.total and unknown:
        said.append(f"None of our pages uses {_listed(unknown)}, so we left that out.")
    if not hits.total:
        narrowed = any(query.filters.of(facet) for facet in FACETS)
        said.append("We have nothing on this" + (" within the filters that you chose." if narrowed else "."))
    return " ".join(said)


def _listed(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words[:5]]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
