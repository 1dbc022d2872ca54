"""What of ours an embed names, wherever it stands now: questions by the ids that they have or had, and whether there is anything to show. Pure."""

from __future__ import annotations

from dataclasses import replace

from embedding.asked import Embed
from guidance.library import Library
from guidance.model import FAQ, Date, Page, Version
from guidance.pages import version_shown


def question_page(name: str, library: Library) -> Page | None:
    """The page of a question by its id, or by one that it had before; None where no question has or had it."""
    moved = library.moved.get(f"{FAQ}/{name}")
    return library.page(FAQ, name) or (library.pages.get(moved.to) if moved else None)


def question_version(name: str, library: Library, on: Date) -> Version | None:
    """The version that stands at the address of a question on a date, by its id, an earlier id among them; None where there is none."""
    page = question_page(name, library)
    return version_shown(page, on) if page else None


def present(embed: Embed, library: Library) -> Embed:
    """An embed with the ids that its questions have now, each once; an unknown one stays as it is."""
    pages = {name: question_page(name, library) for name in embed.ids}
    return replace(embed, ids=tuple(dict.fromkeys(page.slug if page else name for name, page in pages.items())))


def held(embed: Embed, library: Library) -> bool:
    """Whether an embed of questions or an answer asks for something that we have, be it withdrawn; a list by filters always does."""
    if embed.answer:
        return embed.answer[0] in library.professions and embed.answer[1] in library.roles
    return not embed.ids or any(question_page(name, library) for name in embed.ids)
