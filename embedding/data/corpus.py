"""Everything that the site holds, as one value: what a copy needs in order to answer without us, and to say from when it is. Pure.

Evidence stands once, under `facts`, and sections name it by id. Addresses within the site begin with a slash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from guidance.contract import told
from guidance.library import Library, page_url
from guidance.model import FAQ, Date, Frozen, Page, Version
from guidance.pages import dated_url, version_json
from rules.answer import Gist, gist
from rules.checking.exports import table_json
from rules.checking.table_sheet import TableSheet
from rules.table import Table
from rules.telling.changes import entries
from rules.telling.words import as_dict

CONTRACT = "api/v1"
"""The contract that the shape of this value is part of."""
TERMS = (
    "Name Stay Registered, link to the page that you use, and give the date of what you took.",
    "Do not alter the words of an answer. If you shorten it, link to the whole.",
    "Show what is marked “confirm” as something to confirm with the regulator.",
    "Words that are marked as a regulator’s own belong to that regulator: ask it before you use them elsewhere.",
    "It is guidance, not legal advice.",
    "Stay Registered is independent: not an NHS site, and not a regulator’s. Do not present it as either.",
)
"""What we ask of those who use our data, in the words that /data shows."""


def corpus(library: Library, tables: Mapping[str, Table], on: Date) -> dict[str, object]:
    """All content of a release, for a date: every list, fact, version, table, general answer and change. It takes about a second."""
    held = library.corpus
    return {
        "contract": CONTRACT,
        "on": on.isoformat(),
        "digest": library.digest,
        "terms": list(TERMS),
        "notices": _dumped(told(held.notices, on)),
        "regulators": _dumped(held.regulators),
        "professions": _dumped(held.professions),
        "signposts": _dumped(held.signposts),
        "roles": _dumped(held.roles),
        "topics": _dumped(held.topics),
        "facts": _dumped(held.facts),
        "guidance": [_page(library, page, on) for page in held.pages if page.collection != FAQ],
        "faqs": [_page(library, page, on) for page in held.pages if page.collection == FAQ],
        "moved": _dumped(held.moved),
        "rules": {name: table_json(TableSheet(table, library, on, on)) for name, table in tables.items()},
        "answers": list(_answers(library, tables, on)),
        "changes": [as_dict(entry, library) for entry in entries(library, tables, on)],
    }


def _dumped(items: Iterable[Frozen]) -> list[dict[str, object]]:
    return [item.model_dump(mode="json", by_alias=True) for item in items]


def _page(library: Library, page: Page, on: Date) -> dict[str, object]:
    """A page or FAQ with all its versions, the oldest first."""
    return {"id": page.id, "url": page_url(page.versions[0]), "versions": [_version(library, item, on) for item in page.versions]}


def _version(library: Library, version: Version, on: Date) -> dict[str, object]:
    bare = version.model_copy(update={"sections": ()})
    sections = [section.model_dump(mode="json", exclude={"facts"}) | {"evidence": list(section.facts)} for section in version.sections]
    return {**version_json(library, bare, on), "dated_url": dated_url(version), "sections": sections}


def _answers(library: Library, tables: Mapping[str, Table], on: Date) -> Iterator[dict[str, object]]:
    """What each general answer comes to, and where it stands in full."""
    for profession in library.corpus.professions:
        for role in library.corpus.roles:
            if profession.regulator in tables and profession.regulator in role.decides_as:
                found = gist(tables[profession.regulator], library, profession, role, on)
                yield _answer(found) | {
                    "profession": profession.id,
                    "role": role.id,
                    "url": f"/answer/{profession.id}/{role.id}",
                    "json": f"/api/v1/answer?profession={profession.id}&role={role.id}",
                }


def _answer(found: Gist) -> dict[str, object]:
    return {
        "outcome": found.outcome,
        "possible": list(found.possible),
        "parts": {name: list(outcomes) for name, outcomes in found.parts.items()},
        "headline": found.headline,
        "recheck": found.recheck.words if found.recheck else None,
    }
