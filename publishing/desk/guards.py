"""What a publication must not do, whatever its words are: touch another regulator's page, change what is in force, or rewrite the past. Pure."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import FAQ, Page, Version
from guidance.stamps import read_stamp
from publishing.access.tokens import Identity, Scope
from publishing.candidate import Publication
from publishing.refusals import NotAllowed

MAY_CHANGE = {"checked", "next_check", "withdrawn"}
"""Keys of front matter that may change once a version is in force."""


def allow(who: Identity, scope: Scope) -> None:
    """Raises NotAllowed where a token may not do this at all."""
    if scope not in who.scopes:
        does = {"submit": "submit or withdraw", "approve": "approve"}[scope]
        raise NotAllowed(f"This token may not {does}.", f"Use a token with the scope `{scope}`; the operator of the site makes them.")


def own(regulator: str, publication: Publication, *libraries: Library) -> None:
    """Raises NotAllowed where the page is not the regulator's own: an FAQ is if every version in these libraries names that regulator alone."""
    if publication.regulator == regulator:
        return
    if publication.regulator != FAQ:
        remedy = f"Publish under {regulator}/, or use a token of that regulator."
        raise NotAllowed(f"This token is for pages of `{regulator}`.", remedy, publication.address)
    pages = [library.pages.get(publication.page_id) for library in libraries]
    for version in (version for page in pages if page for version in page.versions):
        if version.meta.regulators != (regulator,):
            remedy = f"An FAQ of yours says `regulators: [{regulator}]` in every version. Ask the operator to change one that belongs to several."
            raise NotAllowed(f"The FAQ speaks of {', '.join(version.meta.regulators)} in {version.stamp}.", remedy, publication.address)


def faults(publication: Publication, held: Mapping[str, bytes], before: Library, after: Library, on: datetime.date) -> list[Issue]:
    """Errors where the publication changes what is in force or slips in behind it, and a warning where its day has passed.

    held: the content without it. before, after: what the content makes without it and with it. on: today.
    """
    found = []
    date, _ = read_stamp(publication.stamp)
    for part, path in publication.places.items():
        new = publication.files().get(path)
        if new is None or date > on or path not in held or held[path] == new:
            continue
        kept = part == "page" and _keeps(_version(before, publication), _version(after, publication))
        if not kept:
            found.append(Issue(path, 0, "This is in force, and its words and facts never change.", f"Publish it under {_next(publication.stamp)}."))
    if publication.page is not None and publication.places["page"] not in held:
        found += _late(publication, before.pages.get(publication.page_id), on)
    return found


def _late(publication: Publication, page: Page | None, on: datetime.date) -> list[Issue]:
    path, mine = publication.places["page"], read_stamp(publication.stamp)
    later = [version.stamp for version in (page.versions if page else ()) if (version.date, version.revision) > mine and version.date <= on]
    if later:
        remedy = f"Publish it under {on.isoformat()}, or a later day."
        return [Issue(path, 0, f"The version of {later[-1]} is in force, and this one would be older: what held in the past never changes.", remedy)]
    if page and mine[0] < on:
        said = f"Its day has passed: it will be shown from {on.isoformat()}, and said to hold since {mine[0].isoformat()}."
        return [Issue(path, 0, said, "Give the day on which it begins to hold.", severity="warning")]
    return []


def _keeps(before: Version | None, after: Version | None) -> bool:
    """Whether two readings of a version differ in nothing but what may change."""
    if before is None or after is None:
        return False
    same = before.meta.model_dump(exclude=MAY_CHANGE) == after.meta.model_dump(exclude=MAY_CHANGE)
    return same and before.sections == after.sections


def _version(library: Library, publication: Publication) -> Version | None:
    page = library.pages.get(publication.page_id)
    return next((version for version in (page.versions if page else ()) if version.stamp == publication.stamp), None)


def _next(stamp: str) -> str:
    date, revision = read_stamp(stamp)
    return f"{date.isoformat()}.{revision + 1}"


def base(publication: Publication, held: Mapping[str, bytes]) -> str:
    """A digest of what the content holds around a publication: what it would replace, and every other version of its page."""
    folder = publication.places["page"].rpartition("/")[0] + "/"
    near = sorted(path for path in held if path.startswith(folder) or path in publication.places.values())
    total = hashlib.sha256()
    for path in near:
        total.update(f"{path}\0{hashlib.sha256(held[path]).hexdigest()}\0".encode())
    return total.hexdigest()


def followed(library: Library, publication: Publication) -> tuple[Version | None, Version | None]:
    """The version before this one, and this one; None where there is none."""
    page, mine = library.pages.get(publication.page_id), read_stamp(publication.stamp)
    earlier = [version for version in (page.versions if page else ()) if (version.date, version.revision) < mine]
    return (earlier[-1] if earlier else None), _version(library, publication)
