"""What leads to a page, and so is touched when it changes: FAQs and pages that link to it, FAQs that share its facts, searches that end on it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from guidance import render
from guidance.library import page_url
from guidance.model import FAQ, Assertion, Version
from guidance.registers import read_entries
from publishing.effects import MOST_LINKS, Effect, Link, listed
from publishing.passages import Passages
from rules import engine
from rules.answer import describe
from rules.facts import parse
from rules.schemes import FAULTS
from rules.table import Table
from search import asked, promoted, quality

Touched = Mapping[str, Collection[str]]
"""By regulator, the names of the entries of its table that are touched, as `rules.review.entries` names them."""


def page_effects(passages: Passages, tables: Mapping[str, Table], touched: Touched) -> Iterator[tuple[bool, Effect]]:
    """Every other page in force that rests on what changes, with the reasons, and whether it is an FAQ."""
    for version in passages.after.current(passages.on):
        if version.page_id != passages.page:
            links = tuple(_links(passages, version))
            reasons = [reason for reason in (_shared(passages, version), _linked(passages, links), _asserted(passages, tables, touched, version)) if reason]
            if reasons:
                words = f"“{version.meta.title}” {'; it '.join(reasons)}."
                yield version.collection == FAQ, Effect(version.page_id, words, page_url(version), passages.on, links=links[:MOST_LINKS], count=len(links))


def _shared(passages: Passages, version: Version) -> str:
    shared = sorted(passages.facts & {name for section in version.sections for name in section.facts})
    return f"rests on {listed(shared)}, whose wording or home changes" if shared and version.collection == FAQ else ""


def _linked(passages: Passages, links: Iterable[Link]) -> str:
    anchors = [urlsplit(link.url).fragment for link in links]
    gone = [anchor for anchor in anchors if anchor in passages.lost]
    if gone:
        return f"links to {listed(f'#{anchor}' for anchor in gone)}, which is no longer there"
    whole = "the page" if "" in anchors else ""
    return f"links to {listed([*([whole] if whole else []), *(f'#{anchor}' for anchor in anchors if anchor)])}" if anchors else ""


def _links(passages: Passages, version: Version) -> Iterator[Link]:
    """The links of a version to sections that are not the same, and to the whole page where it is there no more."""
    page = next((page_url(item) for item in passages.versions if item), None)
    gone = passages.versions[1] is None
    if page is None or not passages.sections:
        return
    for section in version.sections:
        if page in section.html:  # parsing every section of every page would take longer than all else
            for address in dict.fromkeys(render.links(section.html)):
                parts = urlsplit(address)
                if parts.path == page and (parts.fragment in passages.sections or gone):
                    yield Link(section.heading, f"{page}#{parts.fragment}" if parts.fragment else page)


def _asserted(passages: Passages, tables: Mapping[str, Table], touched: Touched, version: Version) -> str:
    rows = dict.fromkeys(row for claim in version.meta.asserts for row in _rows(passages, tables, claim) if f"row/{row[1]}" in touched.get(row[0], ()))
    return f"promises an outcome that row{'s' if len(rows) > 1 else ''} {listed(row for _, row in rows)} decide{'' if len(rows) > 1 else 's'}" if rows else ""


def _rows(passages: Passages, tables: Mapping[str, Table], claim: Assertion) -> list[tuple[str, str]]:
    """The rows on which a promise of an FAQ rests, with their regulator; none where it cannot be decided, which the check tells as an error."""
    told = dict(claim.facts)
    profession, role = passages.after.professions.get(told.pop("profession", "")), passages.after.roles.get(told.pop("role", ""))
    table = tables.get(profession.regulator) if profession else None
    if profession is None or role is None or table is None:
        return []
    typed, errors = parse(table, told)
    try:
        walked = engine.walk(table, describe(table, profession, role, typed, passages.on)[0].box, passages.on)
    except FAULTS:
        return []
    limits = {limit.id for region in walked.regions for limit in region.limits}
    return [] if errors else [(table.regulator, name) for name in (*(row.id for row in walked.rows), *sorted(limits))]


def search_effects(passages: Passages, files: Mapping[str, bytes]) -> Iterator[Effect]:
    """Promoted answers, words in which people ask, and judged questions that lead to a section that is not the same."""
    page = next((page_url(item) for item in passages.versions if item), "")
    first = next((item.sections[0].anchor for item in passages.versions if item and item.sections), "")
    for best in read_entries(promoted.PATH, files.get(promoted.PATH, b""), {"best": promoted.Best})[0]["best"]:
        what = passages.sections.get(best.anchor or first)
        if best.page == passages.page and what:
            words = f"{listed(f'“{query}”' for query in best.queries)}: the promoted answer is this section, which is {what}."
            yield Effect(f"{promoted.PATH}#{best.page}", words, f"{page}#{best.anchor or first}", passages.on)
    for place, said in asked.load_asked(files.get(asked.PATH, b""))[0].items():
        if place[0] == passages.page and place[1] in passages.lost:
            yield Effect(f"{asked.PATH}#{place[1]}", f"People find #{place[1]} by “{said}”. It is no longer there.", page, passages.on)
    for judgement in quality.load_judgements(files.get(quality.PATH, b""))[0]:
        touched = [anchor for (name, anchor), grade in judgement.grades.items() if name == passages.page and grade >= quality.GOOD]
        found = {what for anchor in touched if (what := passages.sections.get(anchor))}
        if found:
            words = f"“{judgement.query}”: a section that answers this is {listed(sorted(found))}."
            links = tuple(Link(f"#{anchor}", f"{page}#{anchor}") for anchor in touched)
            yield Effect(f"{quality.PATH}#{judgement.query}", words, page, passages.on, links=links, count=len(links))
