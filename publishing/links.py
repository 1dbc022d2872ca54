"""Internal links of all content: each must lead to something that exists."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from guidance.issues import Issue
from guidance.kept import Links
from guidance.library import Library, status
from guidance.model import FAQ, Page, Status, Version
from guidance.moved import last
from guidance.pages import version_shown
from publishing.places import Places

PLAIN = frozenset({"/", "/search", "/faqs", "/guidance", "/changes", "/about", "/accessibility", "/privacy", "/how-we-check", "/answer"})


def check(library: Library, on: datetime.date, places: Places, links_of: Callable[[Version], Links]) -> Iterable[Issue]:
    """Follow each link of each version that is in force or announced, and each `moved` and `successor`. `links_of`: the links of a version, by section."""
    for page in library.corpus.pages:
        for version in page.versions:
            if status(page, version, on) is Status.REPLACED:
                continue
            moment = max(on, version.date)
            for section, addresses in zip(version.sections, links_of(version), strict=True):
                for address in addresses:
                    fault = _fault(library, version, address, moment)
                    if fault:
                        line = places.text(version.path, f"({address})", address)
                        yield Issue.at(version.path, line, f"#{section.anchor}: the link {address} {fault}.", "Correct the address.")
            for anchor, target in version.meta.moved.items():
                if not _section(library, target if "#" in target else f"{page.id}#{target}", moment):
                    fault = f"`moved`: {anchor} leads to {target}, which {_missing(library, target.partition('#')[0])}."
                    yield Issue.at(version.path, places.key(version.path, "moved", anchor), fault, "Name an anchor or collection/slug#anchor.")
            gone = version.meta.withdrawn
            if gone and gone.successor and gone.successor not in library.pages:
                line = places.key(version.path, "withdrawn", "successor")
                fault = f"The successor {gone.successor} {_missing(library, gone.successor)}."
                yield Issue.at(version.path, line, fault, "Name a page as collection/slug.")


def _section(library: Library, target: str, on: datetime.date) -> bool:
    name, _, anchor = target.partition("#")
    page = library.pages.get(name)
    return page is not None and (not anchor or _has(version_shown(page, on), anchor))


def _has(version: Version, anchor: str) -> bool:
    return version.section(anchor) is not None or anchor in version.meta.moved


def _dated(page: Page | None, stamp: str, anchor: str) -> bool:
    return any(item.stamp == stamp and (not anchor or item.section(anchor)) for item in page.versions) if page else False


def _missing(library: Library, name: str) -> str:
    """What is wrong with the id of something that is not there: it may have moved."""
    now = last(library.moved, name)
    return f"has moved: it is {now} now" if name in library.moved and now else "does not exist"


def _nowhere(library: Library, name: str) -> str:
    """What is wrong with a link to what is not there."""
    return f"leads to {name}, which {_missing(library, name)}" if name in library.moved else "leads nowhere"


def _fault(library: Library, version: Version, address: str, on: datetime.date) -> str:
    """What is wrong with a link, or nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is not an address"
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("https", "mailto", "tel") else "is not https"
    if not parts.path:
        return "" if version.section(parts.fragment) else "names a section that is not on this page"
    if not parts.path.startswith("/"):
        return "does not begin with /"
    match parts.path[1:].split("/"):
        case ["guidance", collection, slug] if collection != FAQ:
            return "" if _section(library, f"{collection}/{slug}#{parts.fragment}", on) else _nowhere(library, f"{collection}/{slug}")
        case ["guidance", collection, slug, stamp] if collection != FAQ:
            return "" if _dated(library.page(collection, slug), stamp, parts.fragment) else _nowhere(library, f"{collection}/{slug}")
        case ["faq", slug]:
            return "" if _section(library, f"{FAQ}/{slug}#{parts.fragment}", on) else _nowhere(library, f"{FAQ}/{slug}")
        case ["faq", slug, stamp]:
            return "" if _dated(library.page(FAQ, slug), stamp, parts.fragment) else _nowhere(library, f"{FAQ}/{slug}")
        case ["rules", name]:
            return "" if name in library.regulators and library.regulators[name].decides else "leads nowhere"
        case ["regulator" | "evidence", name]:
            return "" if name in library.regulators else "leads nowhere"
        case ["answer", profession, role]:
            return "" if profession in library.professions and role in library.roles else "leads nowhere"
        case ["elsewhere", name]:
            return "" if name in library.signposts else "leads nowhere"
    return "" if parts.path in PLAIN else "leads nowhere"
