"""Internal links of all content: each must lead to something that exists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from guidance import render
from guidance.issues import Issue
from guidance.library import Library, status
from guidance.model import FAQ, Page, Status, Version

PLAIN = frozenset({"/", "/search", "/faqs", "/guidance", "/changes", "/about", "/accessibility", "/privacy", "/how-we-check"})


def check(library: Library, on: datetime.date) -> Iterable[Issue]:
    """Follow each link of each version that is in force or announced, and each `moved` and `successor`."""
    for page in library.corpus.pages:
        for version in page.versions:
            if status(page, version, on) is Status.REPLACED:
                continue
            for section in version.sections:
                for address in render.links(section.html):
                    fault = _fault(library, version, address)
                    if fault:
                        yield Issue(version.path, 1, f"#{section.anchor}: the link {address} {fault}.", "Correct the address.")
            for anchor, target in version.meta.moved.items():
                if not _section(library, target if "#" in target else f"{page.id}#{target}"):
                    yield Issue(version.path, 2, f"`moved`: {anchor} leads to {target}, which does not exist.", "Name an anchor or collection/slug#anchor.")
            gone = version.meta.withdrawn
            if gone and gone.successor and gone.successor not in library.pages:
                yield Issue(version.path, 2, f"The successor {gone.successor} does not exist.", "Name a page as collection/slug.")


def _section(library: Library, target: str) -> bool:
    name, _, anchor = target.partition("#")
    page = library.pages.get(name)
    return page is not None and (not anchor or _has(page, anchor))


def _has(page: Page, anchor: str) -> bool:
    newest = page.versions[-1]
    return newest.section(anchor) is not None or anchor in newest.meta.moved


def _fault(library: Library, version: Version, address: str) -> str:
    """What is wrong with a link, or nothing."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("https", "mailto", "tel") else "is not https"
    if not parts.path:
        return "" if version.section(parts.fragment) else "names a section that is not on this page"
    match parts.path.strip("/").split("/"):
        case ["guidance", collection, slug]:
            return "" if _section(library, f"{collection}/{slug}#{parts.fragment}") else "leads nowhere"
        case ["guidance", collection, slug, stamp]:
            page = library.page(collection, slug)
            return "" if page and any(item.stamp == stamp for item in page.versions) else "leads nowhere"
        case ["faq", slug]:
            return "" if _section(library, f"{FAQ}/{slug}#{parts.fragment}") else "leads nowhere"
        case ["regulator" | "rules" | "evidence", name]:
            return "" if name in library.regulators else "leads nowhere"
        case ["answer", profession, role]:
            return "" if profession in library.professions and role in library.roles else "leads nowhere"
    return "" if parts.path in PLAIN else "leads nowhere"
