"""One section of a page or question, by its permanent anchor: the smallest part that has an address of its own. Pure."""

from __future__ import annotations

from guidance.freshness import freshness
from guidance.library import Library, page_url
from guidance.model import FAQ, Date, Page, Section, Version
from guidance.pages import dated_url, version_json

OF_PAGE = ("title", "kind", "version", "status", "authority", "source", "in_force_from", "checked", "next_check", "withdrawn")
"""What is told of its page beside a section: enough to show it by itself, with its dates."""


def address(page: str, anchor: str) -> str:
    """Where a section stands as JSON. page: the address of its page, as `page_url` gives it."""
    return f"/api/v1{page}/sections/{anchor}"


def section_json(library: Library, version: Version, section: Section, on: Date) -> dict[str, object]:
    """A section of a version with its evidence, and what it needs of its page. recheck: why an FAQ is in doubt, or None."""
    whole = version_json(library, version.model_copy(update={"sections": (section,)}), on)
    parts = whole["sections"]
    fresh = freshness(library, version, on) if version.collection == FAQ else None
    return {
        "id": f"{version.page_id}#{section.anchor}",
        "page": version.page_id,
        "url": f"{page_url(version)}#{section.anchor}",
        "dated_url": f"{dated_url(version)}#{section.anchor}",
        **{name: whole[name] for name in OF_PAGE},
        "recheck": (fresh.rechecking or None) if fresh else None,
        "on": on.isoformat(),
        "digest": library.digest,
        **(parts[0] if isinstance(parts, list) else {}),
    }


def moved_to(library: Library, page: Page, version: Version, anchor: str) -> str:
    """Where the subject of a section stands now that this version of its page no longer has, as JSON: by what the versions up to it tell under `moved`.

    Empty where no version knows the anchor, or the page that it names is none.
    """
    for item in reversed(page.versions):
        if (item.date, item.revision) <= (version.date, version.revision) and anchor in item.meta.moved:
            name, _, to = item.meta.moved[anchor].rpartition("#")
            found = library.pages.get(name or page.id)
            return address(page_url(found.versions[0]), to) if found else ""
    return ""
