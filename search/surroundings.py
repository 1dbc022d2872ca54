"""What stands around the results of a search: filters, the searches one step away, and the ways on where little was found.

For the page as values for its template, for JSON as keys and values. It must not search.
"""

from __future__ import annotations

from guidance.library import Library
from guidance.model import Date
from search import listing, narrowing
from search.address import Address, numbers_near
from search.doors import doors
from search.query import FACETS, Query
from search.results import ResultPage

EXAMPLES = ("who signs my revalidation if I am the chief executive", "nmc hrs ceo", "physio gone into management", "pharmacist missed the renewal deadline")


def for_page(here: Address, query: Query, results: ResultPage | None, library: Library, on: Date) -> dict[str, object]:
    """What the template of the results page shows beside results, card and signpost.

    here: the address asked. query, results: what was made of it; None where the engine cannot be asked. on: the as-of date.
    Returns names and values; `asks` is false where neither words nor filters were given. Raises nothing.
    """
    shown = {"here": here, "unknown": narrowing.list_unknown(here.strange, library), "examples": EXAMPLES}
    if results is None:
        return {**shown, "intent": None, "asks": False}
    regulator, questions = listing.list_questions(results, library, on)
    return {
        **shown,
        "intent": results.intent,
        "asks": bool(here.text) or here.is_narrowed,
        "doors": doors(results.intent, library),
        "listed": listing.list_results(results.results, library, on, here.on),
        "active": narrowing.list_active(results, here),
        "choices": narrowing.list_choices(results, here),
        "states": narrowing.list_states(results, here),
        "attempts": listing.list_attempts(here, query),
        "questions": questions,
        "asked_of": regulator,
        "numbers": numbers_near(results.page, results.pages),
    }


def for_json(here: Address, results: ResultPage) -> dict[str, object]:
    """Whether little was found, what narrows the search, what of its address we did not know, and where its other pages and its feed are."""
    return {
        "weak": results.weak,
        "filters": {facet: list(here.of(facet)) for facet in FACETS if here.of(facet)} | {"status": [here.status]},
        "unknown": [{"facet": item.facet, "value": item.value} for item in here.strange],
        "next": here.at(results.page + 1).twin if results.page < results.pages else None,
        "previous": here.at(min(results.page - 1, results.pages)).twin if results.page > 1 and results.pages else None,
        "feed": here.feed,
    }
