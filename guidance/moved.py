"""Pages and FAQs that have another id now: renamed, or merged into another. Pure.

Ids never change for whoever kept one: an entry stays in the list for ever, and every address of the old id leads on to the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from guidance.issues import Issue
from guidance.model import SLUG, Day, Frozen, Line
from guidance.registers import read_entries

PATH = "moved.toml"
"""Where the list stands within the content folder. A folder without it has moved nothing."""
_SLUG = SLUG.removeprefix("^").removesuffix("$")
PageId = Annotated[str, Field(pattern=f"^{_SLUG}/{_SLUG}$", max_length=161)]
"""`collection/slug`, as `Page.id` has it."""


class Moved(Frozen):
    """An id under which a page stood, and the one under which its subject stands now. `reason`: a line for whoever asks why."""

    id: PageId
    to: PageId
    since: Day
    kind: Literal["renamed", "merged"]
    reason: Line


def read_moved(files: Mapping[str, bytes]) -> tuple[tuple[Moved, ...], list[Issue]]:
    """The list within a content folder, path -> bytes, and every fault of it that can be told without the pages."""
    entries, issues = read_entries(PATH, files.get(PATH, b""), {"moved": Moved})
    return tuple(entries["moved"]), issues


def last(moved: Mapping[str, Moved], name: str) -> str:
    """The id at the end of the way from an id, by the list of what moved (by id): itself where it has not moved, empty where the way is a circle."""
    seen: set[str] = set()
    while name in moved and name not in seen:
        seen.add(name)
        name = moved[name].to
    return "" if name in seen else name
