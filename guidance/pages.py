"""What pages show of the library, as values for templates and JSON: states, evidence, changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from guidance.library import Library, in_force, page_url, status
from guidance.model import FAQ, Date, Fact, Page, Section, Source, Status, Version

_WITHIN = re.compile(r"""(<a(?:\s+(?!href=)[a-z-]+=(?:"[^"]*"|'[^']*'))*\s+href=["'])([/#])""")
"""A link within the site or its page, up to the first sign of its address. Attributes before it are read one by one, so that words in a title are never
taken for an address; one with a quotation mark stands in single ones."""


@dataclass(frozen=True)
class VersionLine:
    """One version in a page's history or in the list of changes: its state on a date, and its own address."""

    version: Version
    status: Status
    url: str


def dated_url(version: Version) -> str:
    """The permanent address of one version."""
    return f"{page_url(version)}/{version.stamp}"


def compare_url(older: Version | None, newer: Version) -> str:
    """The address at which two versions of a page stand side by side; without an older one, that of the page's comparisons."""
    return f"{page_url(newer)}/compare" + (f"?from={older.stamp}&to={newer.stamp}" if older else "")


def predecessor(page: Page, version: Version) -> Version | None:
    """The version that this one follows, or None for the first of its page."""
    return next((item for item in reversed(page.versions) if (item.date, item.revision) < (version.date, version.revision)), None)


def successor(page: Page, version: Version) -> Version | None:
    """The version that follows this one, or None for the last of its page."""
    return next((item for item in page.versions if (item.date, item.revision) > (version.date, version.revision)), None)


def history(page: Page, on: Date) -> list[VersionLine]:
    """All versions of a page, newest first, with their state on a date."""
    return [VersionLine(version, status(page, version, on), dated_url(version)) for version in reversed(page.versions)]


def version_shown(page: Page, on: Date) -> Version:
    """The version that stands at the page's own address: in force, else the last that was, else the first announced."""
    version = in_force(page, on)
    if version is not None:
        return version
    past = [item for item in page.versions if item.date <= on]
    return past[-1] if past else page.versions[0]


def changes(library: Library, on: Date, collection: str | None = None) -> list[VersionLine]:
    """Versions with a date, newest first: announced ones before those in force."""
    found = [
        VersionLine(version, library.status(version, on), dated_url(version))
        for page in library.corpus.pages
        for version in page.versions
        if collection in (None, page.collection) or (page.collection == FAQ and collection in version.meta.regulators)
    ]
    return sorted(found, key=lambda item: (item.version.date, item.version.revision, item.version.meta.title), reverse=True)


def quoted(version: Version, section: Section) -> Section:
    """A section as it reads on another page: links within its own page lead there, to the very version."""
    return section.model_copy(update={"html": led_out(section.html, "", dated_url(version))})


def led_out(html: str, site: str, page: str) -> str:
    """HTML of a section as it stands elsewhere: its links lead to where they lead on its own page.

    site: what addresses within the site begin with, empty where it stands on the site. page: the address of its own page, with what `site` says.
    """
    return _WITHIN.sub(lambda found: f"{found[1]}{f'{site}/' if found[2] == '/' else f'{page}#'}", html)


def facts_of(library: Library, ids: Iterable[str], on: Date) -> list[Fact]:
    """The facts of evidence with those ids, in their order, each as it holds on a date."""
    held = library.facts_at(on)
    return [held[name] for name in ids if name in held]


def linked(library: Library, source: Source) -> bool:
    """Whether a source's address is a link: https or http, and not on a host that only copies a regulator's pages."""
    parts = urlsplit(source.address)
    host = (parts.hostname or "").removeprefix("www.")
    copies = {name.removeprefix("www.") for item in library.corpus.regulators for name in item.copies}
    return parts.scheme in ("http", "https") and host not in copies


def around(library: Library, page: Page, version: Version, on: Date, dated: bool) -> dict[str, object]:
    """What the templates of a page and of an FAQ need beside it, as it is read on a date. dated: whether the address names the version."""
    return {
        "state": library.status(version, on),
        "history": history(page, on),
        "dated": dated,
        "current": version_shown(page, on),
        "ahead": next((item for item in page.versions if item.date > on), None),
        "changed": compare_url,
        "predecessor": predecessor,
        "successor": successor,
        "facts_of": lambda ids, version: facts_of(library, ids, max(on, version.date)),
        "linked": linked,
    }


def version_json(library: Library, version: Version, on: Date) -> dict[str, object]:
    """A version as JSON: what the page says, section by section, with its evidence."""
    meta = version.meta
    return {
        "id": version.page_id,
        "collection": version.collection,
        "slug": version.slug,
        "version": version.stamp,
        "status": library.status(version, on).value,
        "url": page_url(version),
        "title": meta.title,
        "kind": meta.kind,
        "summary": meta.summary,
        "regulators": list(meta.regulators) if version.collection == FAQ else [version.collection],
        "professions": list(meta.professions),
        "roles": list(meta.roles),
        "topics": list(meta.topics),
        "countries": list(meta.countries),
        "authority": meta.authority,
        "source": meta.source or None,
        "in_force_from": version.date.isoformat(),
        "rule_since": meta.rule_since.isoformat() if meta.rule_since else None,
        "checked": meta.checked.isoformat(),
        "next_check": meta.next_check.isoformat(),
        "change": meta.change,
        "significance": meta.significance,
        "withdrawn": meta.withdrawn.model_dump(mode="json") if meta.withdrawn else None,
        "moved": dict(meta.moved),
        "sections": [
            {
                "anchor": section.anchor,
                "heading": section.heading,
                "html": section.html,
                "text": section.text,
                "evidence": [fact.model_dump(mode="json", by_alias=True) for fact in facts_of(library, section.facts, max(on, version.date))],
            }
            for section in version.sections
        ],
    }
