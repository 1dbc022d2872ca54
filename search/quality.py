"""How well search answers questions that people have judged: the judgements, kept as content in `content/search/judgements.csv`, and figures over them.

A judgement says how far a section answers a question. Three figures follow: the share of questions with a good section among the first three, how far
down the first good one stands (MRR: 1 for first, 1/2 for second), and how near the first ten are to the best order (nDCG). Pure: search is passed in.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from guidance.issues import Issue
from guidance.library import Library, in_force
from guidance.model import Date

PATH = "search/judgements.csv"
COLUMNS = ("query", "regulator", "page", "anchor", "grade")
GRADES = {3: "answers the question", 2: "answers a good part of it, or leads straight to the answer", 1: "is related to it"}
GOOD = 2
"""The grade from which a section counts as one that the reader wanted."""
TOP, LISTED = 3, 10
Place = tuple[str, str]
"""A section: page and anchor."""
Search = Callable[[str], Sequence[Place]]
"""From a query to the first ten sections that search lists."""


@dataclass(frozen=True)
class Judgement:
    """A question with the sections that answer it, by grade. `regulator`: whose registrant asks, or `context` where it is any."""

    query: str
    regulator: str
    grades: Mapping[Place, int]


@dataclass(frozen=True)
class Score:
    """One question: whether a good section is among the first three, one divided by the place of the first good one (or 0), and nDCG of the first ten."""

    success: float
    reciprocal: float
    gain: float


@dataclass(frozen=True)
class Figures:
    """The means over some questions, and how many they are."""

    questions: int
    success: float
    mrr: float
    ndcg: float


@dataclass(frozen=True)
class Standing:
    """Where a question stands. `rank`: of its first good section, None where none is among the first ten. `page`, `anchor`: that one, or one that is wanted."""

    query: str
    regulator: str
    rank: int | None
    page: str
    anchor: str


@dataclass(frozen=True)
class Report:
    """All figures, by regulator in the order of the file, and every question: those without a good section first, then by how far down it stands."""

    overall: Figures
    regulators: Mapping[str, Figures]
    standings: tuple[Standing, ...]

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready keys and values."""
        figures = {name: asdict(item) for name, item in self.regulators.items()}
        return {"overall": asdict(self.overall), "regulators": figures, "questions": [asdict(item) for item in self.standings]}


def load_judgements(data: bytes, path: str = PATH) -> tuple[tuple[Judgement, ...], list[Issue]]:
    """Read the file: a row for each question and section.

    Returns what could be read in its order, and an issue for each row that does not fit. Raises nothing.
    """
    issues: list[Issue] = []
    found: dict[tuple[str, str], dict[Place, int]] = {}
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if tuple(rows.fieldnames or ()) != COLUMNS:
            return (), [Issue(path, 1, "The columns are not those of judgements.", f"Begin the file with {','.join(COLUMNS)}.")] if data else []
        for row in rows:
            place = (row["page"] or "", row["anchor"] or "")
            grades = found.setdefault((row["regulator"], row["query"]), {})
            if None in row or row["grade"] not in {str(grade) for grade in GRADES} or not row["query"].strip() or not all(place):
                issues.append(Issue(path, rows.line_num, "The row is not a query, regulator, page, anchor and a grade from 1 to 3.", "Mend the row."))
            elif place in grades:
                issues.append(Issue(path, rows.line_num, f"{place[0]}#{place[1]} stands twice for “{row['query']}”.", "Keep one of the two rows."))
            else:
                grades[place] = int(row["grade"])
    except (UnicodeDecodeError, csv.Error) as error:
        return (), [Issue(path, 1, f"The file cannot be read: {error}.", "Save it as CSV in UTF-8.")]
    return tuple(Judgement(query, regulator, grades) for (regulator, query), grades in found.items()), issues


def check_judgements(judgements: Iterable[Judgement], library: Library, on: Date, path: str = PATH) -> list[Issue]:
    """Warnings for sections that are not in force on a date, unknown regulators, and questions that nothing answers well. They refuse no release."""
    known = {(page.id, section.anchor) for page in library.corpus.pages if (version := in_force(page, on)) for section in version.sections}
    issues = []
    for item in judgements:
        wrong = [f"{page}#{anchor}" for page, anchor in item.grades if (page, anchor) not in known]
        if wrong:
            issues.append(_warning(path, item, f"{wrong[0]} is not a section in force", "Judge the section that took its place, or remove the row."))
        if item.regulator not in library.regulators:
            issues.append(_warning(path, item, f"there is no regulator `{item.regulator}`", "Name one of content/regulators.toml."))
        if max(item.grades.values(), default=0) < GOOD:
            issues.append(_warning(path, item, "no section has grade 2 or 3", "Judge one that answers it, or remove the question."))
    return issues


def _warning(path: str, item: Judgement, message: str, remedy: str) -> Issue:
    return Issue(path, 0, f"“{item.query}”: {message}.", remedy, severity="warning")


def score(found: Sequence[int], wanted: Collection[int]) -> Score:
    """The score of one list.

    found: the grades of what search listed, in its order, 0 for what nobody judged. wanted: the grades of all judged sections. Raises nothing.
    """
    first = next((rank for rank, grade in enumerate(found, start=1) if grade >= GOOD), 0)
    best = _gain(sorted(wanted, reverse=True)[:LISTED])
    return Score(float(0 < first <= TOP), 1 / first if first else 0.0, _gain(found[:LISTED]) / best if best else 0.0)


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def measure(judgements: Sequence[Judgement], search: Search) -> Report:
    """Ask every question and report. Raises what `search` raises."""
    scores: dict[str, list[Score]] = {}
    standings = []
    for item in judgements:
        found = list(search(item.query))[:LISTED]
        grades = [item.grades.get(place, 0) for place in found]
        scores.setdefault(item.regulator, []).append(score(grades, item.grades.values()))
        rank = next((number for number, grade in enumerate(grades, start=1) if grade >= GOOD), None)
        page, anchor = found[rank - 1] if rank else max(item.grades, key=lambda place, item=item: item.grades[place])  # type: ignore[misc]
        standings.append(Standing(item.query, item.regulator, rank, page, anchor))
    standings.sort(key=lambda item: -(item.rank or LISTED + 1))
    every = [one for some in scores.values() for one in some]
    return Report(_figures(every), {name: _figures(some) for name, some in scores.items()}, tuple(standings))


def _figures(scores: Sequence[Score]) -> Figures:
    count = len(scores) or 1
    sums = (sum(item.success for item in scores), sum(item.reciprocal for item in scores), sum(item.gain for item in scores))
    return Figures(len(scores), *(round(total / count, 4) for total in sums))
