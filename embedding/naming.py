"""What an embed is called: the accessible name of its frame, the title that oEmbed and feeds give, and the page that shows more. Pure."""

from __future__ import annotations

from collections.abc import Container

from embedding.asked import Embed
from embedding.finding import held, question_version
from guidance.addresses import Parameters
from guidance.library import Library
from guidance.model import Country, Date
from rules.answer import question_of

COUNTRIES: dict[Country, str] = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern-ireland": "Northern Ireland",
    "overseas": "outside the UK",
}


def title(embed: Embed, library: Library, on: Date) -> str:
    """The name of an embed on a date. Where it asks for nothing that we have, the name says whose it is, and no more."""
    if embed.answer:
        return question_of(library.professions[embed.answer[0]], library.roles[embed.answer[1]]) if held(embed, library) else "Stay Registered"
    if embed.ids:
        versions = [version for name in embed.ids if (version := question_version(name, library, on))]
        first, more = versions[0].meta.title if versions else "Stay Registered", len(versions) - 1
        return first if more < 1 else f"{first} And {more} more question{'' if more == 1 else 's'}"
    words = filter_words(embed, library)
    return f"Questions and answers on staying registered{f': {words}' if words else ''}"


def filter_words(embed: Embed, library: Library) -> str:
    """The filters of a list in words, the regulator first. Names keep their capitals: some are letters, as CPD."""
    words: list[str] = []
    for name, value in embed.filters.items():
        if name == "regulator" and value in library.regulators:
            words.insert(0, library.regulators[value].short)
        elif name == "profession" and value in library.professions:
            words.append(library.professions[value].plural)
        elif name == "role" and value in library.roles:
            words.append(library.roles[value].name)
        elif name == "topic" and value in library.topics:
            words.append(library.topics[value].name)
        elif name == "country":
            words += [words_of for country, words_of in COUNTRIES.items() if country == value]
    return ", ".join(words)


def full_page(embed: Embed, library: Library, on: Date) -> str:
    """The path of the page of ours that shows what the embed shows, and more."""
    if embed.answer and held(embed, library):
        return f"/answer/{embed.answer[0]}/{embed.answer[1]}"
    if len(embed.ids) == 1 and (version := question_version(embed.ids[0], library, on)):
        return f"/faq/{version.slug}"
    lists: dict[str, Container[str]] = {"regulator": library.regulators, "topic": library.topics}  # what that page can be narrowed by
    known = {name: value for name, value in embed.filters.items() if value in lists.get(name, ())}
    return f"/faqs?{Parameters(known).query()}" if known else "/faqs"
