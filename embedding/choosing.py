"""Which questions an embed shows on a date: those that are named, wherever they went since, or those that filters leave, the most particular first. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from embedding.asked import Embed
from embedding.finding import question_page
from guidance.addresses import shown
from guidance.library import Library
from guidance.model import Date, FrontMatter, Version
from guidance.pages import version_shown


@dataclass(frozen=True)
class Choice:
    """What an embed shows: a version for each question, in order. unknown: names that no question has or had, fit to be
    shown back. left: how many more the filters leave."""

    versions: tuple[Version, ...] = ()
    unknown: tuple[str, ...] = ()
    left: int = 0


def choose(embed: Embed, library: Library, on: Date) -> Choice:
    """The questions of an embed that shows questions. One that was withdrawn, or has not begun, is among them where it is named: it says so itself."""
    if embed.ids:
        pages = {name: question_page(name, library) for name in embed.ids}
        versions = {page.id: version_shown(page, on) for page in pages.values() if page}
        return Choice(tuple(versions.values()), tuple(shown(name) for name, page in pages.items() if page is None))
    fitting = matching(embed.filters, library, on)
    return Choice(tuple(fitting[: embed.most]), left=max(0, len(fitting) - embed.most))


def matching(filters: Mapping[str, str], library: Library, on: Date) -> list[Version]:
    """The questions in force that fit all filters: what names a person's profession and role stands before what is for everybody, then by title."""
    found = [item for item in library.faqs(on, filters.get("regulator")) if _fits(item.meta, filters, library)]
    return sorted(found, key=lambda item: (-_named(item.meta, filters), item.meta.title))


def _fits(meta: FrontMatter, filters: Mapping[str, str], library: Library) -> bool:
    profession = filters.get("profession")
    if profession and profession not in meta.professions:
        if "any" not in meta.professions or library.professions[profession].regulator not in meta.regulators:
            return False
    role = filters.get("role")
    if role and not {role, "any"} & {*meta.roles}:
        return False
    country, topic = filters.get("country"), filters.get("topic")
    return (not country or country in meta.countries) and (not topic or topic in meta.topics)


def _named(meta: FrontMatter, filters: Mapping[str, str]) -> int:
    """How many of profession and role a question names, rather than being for all."""
    return (filters.get("profession") in meta.professions) + (filters.get("role") in meta.roles)
