"""One question as other sites show it: its answer, links leading out of the frame, its dates and sources, and what a reader must be told beside it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from guidance.building import ANSWER
from guidance.freshness import Freshness, freshness
from guidance.library import Library, page_url
from guidance.model import FAQ, Date, Fact, Source, Status, Version
from guidance.pages import facts_of, led_out, linked, version_shown

_LINK = re.compile(r"<a((?:\s[^>]*)?)>(.*?)</a>", re.DOTALL)
_ADDRESS = re.compile(r"""(?:\s+(?!href=)[a-z-]+=(?:"[^"]*"|'[^']*'))*\s+href=(?:"([^"]*)"|'([^']*)')""")
"""A link as rendering writes it, and its address: a class may stand before it, and an address with a quotation mark stands in single ones.
Attributes are read one by one, so that words in a title are never taken for an address."""
LONGEST_IN_LIST = 2_000
"""Characters of HTML of an answer that stands in a list: twenty of them keep a frame under 60 kB. A longer one is told by its summary and its address."""
_OPENED = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
NEW_TAB = Markup('<span class="sr-new"> (opens a new tab)</span>')


@dataclass(frozen=True)
class Part:
    """A part of an answer: its heading, and its safe HTML."""

    heading: str
    html: Markup


@dataclass(frozen=True)
class Seen:
    """A source of an answer: where it was seen and when; `link` is empty where its address is shown and not linked."""

    source: Source
    day: Date
    link: str


@dataclass(frozen=True)
class Shown:
    """One question. url: the absolute address of its page. facts: what it rests on, in the order of the text.

    confirm: what readers do about what is not certain, such as "confirm with the NMC".
    instead: what replaced it: a question that is shown in its place, or title and address of a page.
    """

    version: Version
    state: Status
    url: str
    parts: tuple[Part, ...]
    freshness: Freshness
    facts: tuple[Fact, ...]
    regulators: str
    confirm: str
    instead: Shown | None = None
    replaced_by: tuple[str, str] | None = None

    @property
    def title(self) -> str:
        """The question."""
        return self.version.meta.title

    @property
    def answer(self) -> Markup:
        """The answer that stands alone."""
        return self.parts[0].html

    @property
    def short(self) -> bool:
        """Whether the answer is short enough for a list."""
        return len(self.answer) <= LONGEST_IN_LIST

    @property
    def publishers(self) -> list[str]:
        """Who published the sources that can be looked up, each once. Notes that evidence holds beside them make sense on its own page alone."""
        return list(dict.fromkeys(source.publisher for fact in self.facts for source in fact.sources if source.publisher and source.address))

    def sources(self, library: Library) -> list[Seen]:
        """The sources that can be looked up of all facts that it rests on, each once, in the order of the text. library: the one that it was taken from."""
        told: dict[tuple[str, str], Seen] = {}
        for fact in self.facts:
            for source in fact.sources:
                if source.address and (source.title, source.address) not in told:
                    told[source.title, source.address] = Seen(source, fact.seen, source.address if linked(library, source) else "")
        return list(told.values())

    @property
    def unsure(self) -> bool:
        """Whether something in the answer is to be confirmed."""
        return 'class="confirm' in self.answer

    @property
    def more(self) -> tuple[Part, ...]:
        """What is said beyond it."""
        return self.parts[1:]

    def links(self, whole: bool) -> dict[str, str]:
        """The links in what is shown of it: their words by their addresses. A sandbox may keep links from opening, and then an address must be readable."""
        parts = self.parts if whole else self.parts[: int(self.short)]
        found = (each for part in parts for each in _OPENED.finditer(part.html))
        return {Markup(each[1]).unescape(): Markup(each[2].replace(NEW_TAB, "")).striptags() for each in found}


def show(version: Version, library: Library, site: str, on: Date, follow: bool = True) -> Shown:
    """A version of a question as it is shown on a date.

    site: the address of our site, without a slash at its end. follow: whether the question that replaced a withdrawn one is shown with it.
    """
    url = f"{site}{page_url(version)}"
    state = library.status(version, on)
    first = sorted(version.sections, key=lambda section: section.anchor != ANSWER)
    names = [library.regulators[name] for name in version.meta.regulators if name in library.regulators]
    withdrawn = version.meta.withdrawn if state is Status.WITHDRAWN else None
    instead, replaced_by = _successor(withdrawn.successor, library, site, on) if withdrawn and follow else (None, None)
    return Shown(
        version=version,
        state=state,
        url=url,
        parts=tuple(Part(section.heading, abroad(section.html, site, url)) for section in first),
        freshness=freshness(library, version, on),
        facts=tuple(facts_of(library, (name for section in version.sections for name in section.facts), max(on, version.date))),
        regulators=", ".join(item.short for item in names),
        confirm=library.confirm_words_of(version),
        instead=instead,
        replaced_by=replaced_by,
    )


def abroad(html: str, site: str, page: str) -> Markup:
    """HTML of a section as it stands on another site: links are absolute, open a new tab and say so. page: the absolute address of its own page."""

    def opened(found: re.Match[str]) -> str:
        told = _ADDRESS.match(found[1])
        if told is None:  # the sanitisers have taken an address that may not be: only its words are left
            return found[2]
        address = (told[1] or told[2] or "").replace('"', "&#34;")
        return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{found[2]}{NEW_TAB}</a>'

    return Markup(_LINK.sub(opened, led_out(html, site, page)))


def _successor(name: str, library: Library, site: str, on: Date) -> tuple[Shown | None, tuple[str, str] | None]:
    """What replaced a withdrawn question: a question in force as it is shown itself, anything else by title and address."""
    page = library.pages.get(name)
    if page is None:
        return None, None
    version = version_shown(page, on)
    if page.collection == FAQ and library.status(version, on) is Status.IN_FORCE:
        return show(version, library, site, on, follow=False), None
    return None, (version.meta.title, f"{site}{page_url(version)}")
