"""A publication: one version of a page with the evidence and the dated numbers that come with it, published in one step or not at all.

Pure: it knows where its parts belong within the content folder and what the folder would hold with them, and neither disk nor clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from guidance.issues import ContentError, Issue
from guidance.model import FAQ
from guidance.stamps import is_slug, read_stamp

PARTS = ("page", "evidence", "parameters")
"""What a publication may hold, each at most once."""
_SLUG_REMEDY = "Use lower-case words and hyphens, such as annual-fee: at most 80 characters."


@dataclass(frozen=True)
class Publication:
    """The parts of one publication, as bytes; None where it has no such part.

    regulator: the id of a collection (`nmc`), or `faq`. slug: that of the page. stamp: the first day on which it holds, as 2027-01-01 or 2027-01-01.2.
    Made by `of`, which sees to it that the address is sound.
    """

    regulator: str
    slug: str
    stamp: str
    page: bytes | None = None
    evidence: bytes | None = None
    parameters: bytes | None = None

    @classmethod
    def of(cls, regulator: str, slug: str, stamp: str, page: bytes | None = None, evidence: bytes | None = None, parameters: bytes | None = None) -> Self:
        """A publication from the parts of its address and at least one part.

        Raises ContentError with every fault of the address: a regulator or slug that is not lower-case words and hyphens, a stamp that is no date,
        no part at all, or evidence or parameters with an FAQ, which no regulator's list could hold.
        """
        found = cls(regulator, slug, stamp, page, evidence, parameters)
        if faults := [Issue(found.address, 0, message, remedy) for message, remedy in found._faults()]:
            raise ContentError(faults)
        return found

    def _faults(self) -> list[tuple[str, str]]:
        faults = []
        if not is_slug(self.regulator):
            faults.append(("The first part of the address is no regulator.", "Use its id, such as nmc, or `faq` for an FAQ."))
        if not is_slug(self.slug):
            faults.append(("The second part of the address is not the slug of a page.", _SLUG_REMEDY))
        try:
            read_stamp(self.stamp)
        except ValueError as error:
            faults.append((f"The third part of the address: {error}.", "Name the first day on which this holds, such as 2027-01-01."))
        if self.page is None and self.evidence is None and self.parameters is None:
            faults.append(("The publication is empty.", f"Send at least one of {', '.join(PARTS)}."))
        if self.regulator == FAQ and (self.evidence is not None or self.parameters is not None):
            faults.append(("Evidence and parameters cannot come with an FAQ.", "Send them with a page of the regulator, where facts have their home."))
        return faults

    @property
    def address(self) -> str:
        """Its name in addresses and messages: `nmc/annual-fee/2027-01-01`."""
        return f"{self.regulator}/{self.slug}/{self.stamp}"

    @property
    def page_id(self) -> str:
        """The permanent name of its page: `nmc/annual-fee`."""
        return f"{self.regulator}/{self.slug}"

    @property
    def places(self) -> dict[str, str]:
        """Where each part belongs within the content folder, whether or not this publication has it: part -> path."""
        page = f"faqs/{self.slug}/{self.stamp}.md" if self.regulator == FAQ else f"guidance/{self.regulator}/{self.slug}/{self.stamp}.md"
        if self.regulator == FAQ:
            return {"page": page}
        name = f"{self.regulator}/{self.stamp}-{self.slug}.toml"
        return {"page": page, "evidence": f"evidence/{name}", "parameters": f"rules/parameters/{name}"}

    def files(self) -> dict[str, bytes]:
        """Path within the content folder -> bytes, for the parts that it has."""
        parts = {"page": self.page, "evidence": self.evidence, "parameters": self.parameters}
        return {path: data for part, path in self.places.items() if (data := parts[part]) is not None}

    def paths(self) -> tuple[str, ...]:
        """The paths within the content folder of the parts that it has."""
        return tuple(self.files())

    def overlay(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """The content folder as it would be with this publication: a new mapping, the given one unchanged."""
        return {**files, **self.files()}

    @property
    def etag(self) -> str:
        """A name for exactly these parts: 64 hexadecimal digits of SHA-256 over address, parts and their lengths."""
        return _digest(self.address, {"page": self.page, "evidence": self.evidence, "parameters": self.parameters})

    def in_place(self, files: Mapping[str, bytes]) -> Self | None:
        """The publication that stands under the same address in a content folder, or None where none of its parts is there."""
        held = {part: files.get(path) for part, path in self.places.items()}
        if not any(data is not None for data in held.values()):
            return None
        return type(self)(self.regulator, self.slug, self.stamp, **held)


def _digest(address: str, parts: Mapping[str, bytes | None]) -> str:
    total = hashlib.sha256(address.encode("utf-8", "surrogatepass"))
    for part, data in parts.items():
        total.update(f"\0{part}\0{-1 if data is None else len(data)}\0".encode())
        total.update(data or b"")
    return total.hexdigest()
