"""Results as a list shows them: when each was checked, what holds in place of text that is not in force, and the ways on where little was found.

It knows the library and results; it must not search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guidance.library import Library, in_force, page_url
from guidance.model import Date, Page, Version
from search.address import Address
from search.doors import Door
from search.query import Query
from search.results import Result, ResultPage

MOST_QUESTIONS = 10


@dataclass(frozen=True)
class Listed:
    """A result in the list. `until`: the day on which other wording took over. `instead`: what holds on the as-of date, for text that does not."""

    result: Result
    version: Version
    url: str
    until: Date | None = None
    instead: Door | None = None


def list_results(results: Iterable[Result], library: Library, on: Date, said: str = "") -> list[Listed]:
    """Results with what the library knows of their versions on a date; a result whose version is gone is left out.

    said: the date as the search's address has it, or empty for today; links to what is in force carry it, else they would show other wording.
    """
    return [item for result in results if (item := _listed(result, library, on, said))]


def _listed(result: Result, library: Library, on: Date, said: str) -> Listed | None:
    page = library.pages.get(result.page)
    version = _version(page, result, library, on) if page else None
    if page is None or version is None:
        return None
    if result.status == "in-force":
        return Listed(result, version, _dated(result.url, said))
    later = page.versions[page.versions.index(version) + 1 :]
    until = later[0].date if result.status == "replaced" and later else None
    instead = _instead(page, version, result.anchor, library, on)
    return Listed(result, version, result.url, until, instead and Door(instead.text, _dated(instead.url, said)))


def _dated(url: str, said: str) -> str:
    place, _, anchor = url.partition("#")
    return f"{place}?on={said}#{anchor}" if said and anchor else f"{place}?on={said}" if said else url


def _version(page: Page, result: Result, library: Library, on: Date) -> Version | None:
    alike = [item for item in page.versions if item.date.isoformat() == result.in_force_from and item.section(result.anchor)]
    return next((item for item in alike if library.status(item, on).value == result.status), None)


def _instead(page: Page, version: Version, anchor: str, library: Library, on: Date) -> Door | None:
    """The section in force under the same anchor or where it moved to, else the page in force, else the page that took its place."""
    holds = in_force(page, on)
    if holds is None:
        successor = library.pages.get(version.meta.withdrawn.successor) if version.meta.withdrawn else None
        holds, anchor = (in_force(successor, on) if successor else None), ""
    if holds is None:
        return None
    moved = holds.meta.moved.get(anchor, "")
    if "#" in moved:
        target, _, anchor = moved.partition("#")
        other = library.pages.get(target)
        holds = (in_force(other, on) if other else None) or holds
    elif moved:
        anchor = moved
    return Door(holds.meta.title, page_url(holds) + (f"#{anchor}" if holds.section(anchor) else ""))


def list_questions(found: ResultPage, library: Library, on: Date) -> tuple[str, list[Door]]:
    """Questions of the one regulator whom the words or the filters name, with its id: those on the role that was named first, then those on any role."""
    worlds = set(found.intent.worlds) or {value.value for facet in found.facets if facet.name == "regulator" for value in facet.values if value.selected}
    if len(worlds) != 1:
        return "", []
    regulator = worlds.pop()
    named = set(found.intent.roles)
    faqs = sorted(library.faqs(on, regulator), key=lambda item: (not named & set(item.meta.roles), "any" not in item.meta.roles, item.meta.title))
    return regulator, [Door(item.meta.title, page_url(item)) for item in faqs[:MOST_QUESTIONS]]


def list_attempts(here: Address, query: Query) -> list[Door]:
    """Wider searches for a reader who found nothing: plain words instead of exact ones, and without the filters."""
    attempts = []
    plain = here.plain()
    if (query.phrases or query.titled or query.excluded) and plain.text and plain.text != here.text:
        attempts.append(Door(f"Search for the plain words: {plain.text}", plain.url))
    if here.is_narrowed and here.unfiltered().text:
        attempts.append(Door("Search again without the filters", here.unfiltered().url))
    return attempts
