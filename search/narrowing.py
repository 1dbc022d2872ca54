"""How results are narrowed: the filters in use, each with the address without it, and every facet as a list of choices.

It knows facets, counts and addresses; it must not search.
"""

from __future__ import annotations

from dataclasses import dataclass

from guidance.library import Library
from search.address import Address, Strange
from search.doors import Door
from search.results import Facet, FacetValue, ResultPage

AT_ONCE = 9
"""Values of a facet that are shown without asking."""
FACET_NAMES = {
    "regulator": "Regulator", "profession": "Profession", "role": "Role", "topic": "Subject", "country": "Country", "kind": "Kind", "status": "State",
}  # fmt: skip


@dataclass(frozen=True)
class Active:
    """A filter in use: its facet and value in words, and the address of the search without it. `typed`: it stands in the words."""

    facet: str
    name: str
    value: str
    label: str
    url: str
    typed: bool = False


@dataclass(frozen=True)
class Unknown:
    """A value that we left out. `link`: where that profession is answered for, if it is of another register."""

    facet: str
    value: str
    link: Door | None = None


@dataclass(frozen=True)
class Choice:
    """A value of a facet with the address that chooses it, or takes it away where it is chosen."""

    value: FacetValue
    url: str


@dataclass(frozen=True)
class Choices:
    """One facet as a list: what is shown at once, which has all that is chosen, and the rest."""

    facet: str
    name: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


def list_choices(found: ResultPage, here: Address) -> list[Choices]:
    """The facets of a page as lists with addresses; facets in which every choice would list nothing are left out."""
    return [_choices(facet, here) for facet in found.facets if any(item.count for item in facet.values)]


def _choices(facet: Facet, here: Address) -> Choices:
    made = [Choice(item, (here.dropping if item.selected else here.choosing)(facet.name, item.value).url) for item in facet.values]
    first = [item for number, item in enumerate(made) if number < AT_ONCE or item.value.selected]
    if len(made) - len(first) == 1:
        first = made
    return Choices(facet.name, FACET_NAMES[facet.name], tuple(first), tuple(item for item in made if item not in first))


def list_active(found: ResultPage, here: Address) -> list[Active]:
    """The filters in use, each with the address that takes away just it."""
    active = []
    for facet in found.facets:
        for item in facet.values:
            if item.selected and (facet.name, item.value) != ("status", "current"):
                typed = facet.name == "regulator" and item.value not in here.chosen.get("regulator", ())
                url = here.dropping(facet.name, item.value).url
                active.append(Active(facet.name, FACET_NAMES[facet.name], item.value, item.label, url, typed))
    return active


def list_unknown(strange: tuple[Strange, ...], library: Library) -> list[Unknown]:
    """The values that we left out, with the way on for professions of other registers."""
    found = []
    for item in strange:
        signpost = library.signposts.get(item.value.lower()) if item.facet == "profession" else None
        link = Door(signpost.name, f"/elsewhere/{signpost.id}") if signpost else None
        found.append(Unknown(FACET_NAMES[item.facet].lower(), item.value, link))
    return found


def list_states(found: ResultPage, here: Address) -> list[Choice]:
    """The other states in which the words are found, for a reader who found nothing in this one."""
    facet = next((item for item in found.facets if item.name == "status"), None)
    values = facet.values if facet else ()
    return [Choice(item, here.choosing("status", item.value).url) for item in values if item.count and not item.selected and item.value != "all"]
