"""What an embed is called: the accessible name of its frame, the title that oEmbed gives, the words of a link that stands in for it. Pure."""

from __future__ import annotations

from embedding.asked import Embed
from guidance.library import Library, in_force
from guidance.model import FAQ, Country, Date, Page, Version
from guidance.pages import version_shown

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
        return answer_question(*embed.answer, library) or "Stay Registered"
    if embed.ids:
        versions = [version for name in embed.ids if (version := question_named(name, library, on))]
        first = versions[0].meta.title if versions else "Stay Registered"
        return first if len(embed.ids) == 1 else f"{first} And {len(embed.ids) - 1} more question{'' if len(embed.ids) == 2 else 's'}"
    words = filter_words(embed, library)
    return f"Questions and answers on staying registered{f': {words}' if words else ''}"


def answer_question(profession: str, role: str, library: Library) -> str:
    """The question that an answer answers, or nothing where the profession or role is none of ours."""
    person, post = library.professions.get(profession), library.roles.get(role)
    return f"Can {person.article} stay registered as {post.article}?" if person and post else ""


def question_named(name: str, library: Library, on: Date) -> Version | None:
    """The version that stands at the address of a question on a date, by its id, an earlier id among them; None where there is none."""
    page = page_named(name, library)
    return version_shown(page, on) if page else None


def page_named(name: str, library: Library) -> Page | None:
    """The page of a question by its id, or by one that it had before; None where no question has or had it."""
    moved = library.moved.get(f"{FAQ}/{name}")
    return library.page(FAQ, name) or (library.pages.get(moved.to) if moved else None)


def filter_words(embed: Embed, library: Library) -> str:
    """The filters of a list in words, the regulator first."""
    words: list[str] = []
    for name, value in embed.filters.items():
        if name == "regulator" and value in library.regulators:
            words.insert(0, library.regulators[value].short)
        elif name == "profession" and value in library.professions:
            words.append(library.professions[value].plural)
        elif name == "role" and value in library.roles:
            words.append(library.roles[value].name.lower())
        elif name == "topic" and value in library.topics:
            words.append(library.topics[value].name.lower())
        elif name == "country":
            words += [words_of for country, words_of in COUNTRIES.items() if country == value]
    return ", ".join(words)


def full_page(embed: Embed, library: Library, on: Date) -> str:
    """The path of the page of ours that shows what the embed shows, and more."""
    if embed.answer and answer_question(*embed.answer, library):
        return f"/answer/{embed.answer[0]}/{embed.answer[1]}"
    if len(embed.ids) == 1 and (version := question_named(embed.ids[0], library, on)):
        return f"/faq/{version.slug}"
    regulator, topic = embed.filters.get("regulator", ""), embed.filters.get("topic", "")
    query = "&".join(
        f"{name}={value}" for name, value, known in (("regulator", regulator, library.regulators), ("topic", topic, library.topics)) if value in known
    )
    return f"/faqs?{query}" if query else "/faqs"


def held(embed: Embed, library: Library, on: Date) -> bool:
    """Whether an embed of one question or answer asks for something that we have, be it withdrawn; a list always does."""
    if embed.answer:
        return bool(answer_question(*embed.answer, library))
    return not embed.ids or any(question_named(name, library, on) for name in embed.ids)


def is_current(version: Version, library: Library, on: Date) -> bool:
    """Whether a version is the one in force of its page."""
    found = in_force(library.pages[version.page_id], on)
    return found is not None and found.stamp == version.stamp
