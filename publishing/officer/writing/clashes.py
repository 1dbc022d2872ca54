"""What changed while an officer was writing: both wordings, so that nobody's work is lost unseen. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from guidance.building import read_version
from guidance.diff import Difference, difference
from guidance.model import Version
from publishing.desk.submission import Standing
from publishing.findings import Findings
from publishing.officer import showing
from publishing.officer.writing.handed import Handed


@dataclass(frozen=True)
class Clash:
    """Something that the officer has not seen. words: what it is. difference: it beside what was typed; None where either cannot be read.

    basis, seen: what the form is to say once it was shown; None where that stays as it is.
    """

    words: str
    difference: Difference | None
    basis: str | None = None
    seen: str | None = None


def clashes(handed: Handed, findings: Findings, standing: Standing | None) -> list[Clash]:
    """Everything that stands where this would go, or that was published since the form was opened.

    findings: of what was typed. standing: what is under its address at this moment.
    """
    found, mine = [], findings.version
    page = findings.before.library.pages.get(handed.page_id)
    if (basis := showing.basis(page)) != handed.basis and page:
        newest = page.versions[-1]
        words = f"The page has changed since you opened this form: its latest version is that of {newest.stamp}."
        found.append(Clash(words, _compared(newest, mine), basis=basis))
    if standing and standing.etag != handed.seen:
        waiting = standing.submission
        words = f"{waiting.label} has submitted a version for this day, which waits." if waiting else "A version for this day is announced already."
        place = standing.publication.places["page"]
        data = standing.publication.page
        theirs = read_version(place, data, findings.before.library.regulators)[0] if data else None
        found.append(Clash(words, _compared(theirs, mine), seen=standing.etag))
    return found


def _compared(theirs: Version | None, mine: Version | None) -> Difference | None:
    return difference(theirs, mine) if theirs and mine else None
