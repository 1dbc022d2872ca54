"""A decision table: read from TOML, its conditions compiled to boxes, every fault told with file, entry and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from guidance.issues import Issue
from guidance.model import Frozen
from guidance.registers import line_of, parse_toml, read_entries
from rules.dated import Dated
from rules.locks import Lock
from rules.model import Block, Case, Condition, Deadline, Derived, Input, Letter, Misunderstanding, Option, Parameter, Requirement, Row
from rules.space import Box, Dimension, Sides, Space, intersect, sides, subtract_all

KINDS: dict[str, type[Frozen]] = {
    "input": Input,
    "derived": Derived,
    "parameter": Parameter,
    "deadline": Deadline,
    "option": Option,
    "requirement": Requirement,
    "misunderstanding": Misunderstanding,
    "letter": Letter,
    "condition": Condition,
    "row": Row,
}
_OWN_KEYS = ("decided_by", "outcome")


@dataclass(frozen=True)
class Clause:
    """One alternative of a row's condition: a box, and for limits and advice the deciding rows and outcomes to which it is tied."""

    box: Box
    decided_by: frozenset[str] | None = None
    outcomes: frozenset[str] | None = None


@dataclass(frozen=True)
class Table(Dated):
    """One regulator's table. `clauses` holds each row's compiled condition; `words` the default for each placeholder.

    boxes: the compiled conditions of requirements, by id and state, and of misunderstandings, by id and "when". locks: see `rules.locks`.
    """

    regulator: str
    path: str
    inputs: tuple[Input, ...]
    derived: tuple[Derived, ...]
    parameters: tuple[Parameter, ...]
    deadlines: tuple[Deadline, ...]
    options: tuple[Option, ...]
    conditions: tuple[Condition, ...]
    rows: tuple[Row, ...]
    words: Mapping[str, str]
    parts: tuple[str, ...]
    cases: tuple[Case, ...] = ()
    space: Space = field(default_factory=lambda: Space(()))
    clauses: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    misunderstandings: tuple[Misunderstanding, ...] = ()
    letters: tuple[Letter, ...] = ()
    boxes: Mapping[tuple[str, str], tuple[Box, ...]] = field(default_factory=dict)
    locks: Mapping[str, Lock] = field(default_factory=dict)

    @cached_property
    def input(self) -> dict[str, Input]:
        """Inputs by id."""
        return {item.id: item for item in self.inputs}

    @cached_property
    def option(self) -> dict[str, Option]:
        """Options by id."""
        return {item.id: item for item in self.options}

    @cached_property
    def holes(self) -> dict[tuple[str, str], tuple[Sides, ...]]:
        """`boxes`, each by what it limits: most limit few of many dimensions."""
        return {name: tuple(sides(self.space.full, box) for box in boxes) for name, boxes in self.boxes.items()}


def read_table(path: str, data: bytes) -> tuple[Table, list[Issue]]:
    """Read a table from TOML.

    Returns it with what could be understood, and every issue: entries that do not fit, conditions that name unknown inputs or values,
    presumptions outside the list, options that do not exist, ids given twice.
    """
    entries, issues = read_entries(path, data, KINDS, also=frozenset({"regulator", "parts", "words"}), dated=frozenset({"parameter"}))
    raw, _ = parse_toml(path, data)
    words, parts, faults = _own_words(path, raw)
    issues += faults
    dimensions, faults = _dimensions(path, data, entries)
    issues += faults
    space = Space(tuple(dimensions))
    table = Table(
        regulator=str(raw.get("regulator", "")),
        path=path,
        inputs=tuple(entries["input"]),
        derived=tuple(entries["derived"]),
        parameters=tuple(entries["parameter"]),
        deadlines=tuple(entries["deadline"]),
        options=tuple(entries["option"]),
        requirements=tuple(entries["requirement"]),
        misunderstandings=tuple(entries["misunderstanding"]),
        letters=tuple(entries["letter"]),
        conditions=tuple(entries["condition"]),
        rows=tuple(entries["row"]),
        words=words,
        parts=parts,
        space=space,
    )
    compiler = _Compiler(path, data, space, table)
    clauses = {row.id: compiler.clauses(row) for row in table.rows}
    stated = ((item.id, state, blocks) for item in table.requirements for state, blocks in item.blocks.items())
    thought = ((item.id, "when", item.when) for item in table.misunderstandings)
    boxes = {(name, part): compiler.union(name, blocks) for name, part, blocks in (*stated, *thought)}
    issues += compiler.issues
    issues += _references(path, data, table)
    issues += _placeholders(path, data, table)
    return _with(table, clauses=clauses, boxes=boxes), issues


def _own_words(path: str, raw: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...], list[Issue]]:
    """`[words]` and `parts`, as far as they are texts."""
    words, parts, issues = raw.get("words", {}), raw.get("parts", []), []
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        words = {}
        issues.append(Issue(path, 1, "`words` is not a table of texts.", 'Write `[words]` and under it `name = "words"`.'))
    if not isinstance(parts, list) or not all(isinstance(name, str) for name in parts):
        parts = []
        issues.append(Issue(path, 1, "`parts` is not a list of names.", 'Write `parts = ["name", "licence"]`, or `parts = []`.'))
    return words, tuple(parts), issues


def read_cases(path: str, data: bytes, table: Table) -> tuple[Table, list[Issue]]:
    """The table with its worked cases."""
    entries, issues = read_entries(path, data, {"case": Case})
    return _with(table, cases=tuple(entries["case"])), issues


def _with(table: Table, **changes: Any) -> Table:
    return replace(table, **changes)


def _dimensions(path: str, data: bytes, entries: Mapping[str, list[Any]]) -> tuple[list[Dimension], list[Issue]]:
    dimensions: list[Dimension] = []
    issues: list[Issue] = []
    for item in (*entries["input"], *entries["derived"]):
        values = tuple(value if isinstance(value, str) else value.id for value in item.values)
        if isinstance(item, Input) and item.kind != "choice":
            continue
        if len(values) < 2 or len(set(values)) < len(values):
            issues.append(Issue(path, line_of(data, item.id), f"{item.id}: it needs two or more different values.", "List each value once."))
        if item.presume and item.presume not in values:
            said = f"{item.id}: presumes `{item.presume}`, which is not one of its values."
            issues.append(Issue(path, line_of(data, item.id), said, f"Use one of {', '.join(values)}."))
        if item.presume and not item.assumed:
            said = f"{item.id}: presumes a value but does not tell the reader."
            issues.append(Issue(path, line_of(data, item.id), said, "Add `assumed`: one line that the answer shows."))
        dimensions.append(Dimension(item.id, values))
    names = [dimension.id for dimension in dimensions]
    for name in {name for name in names if names.count(name) > 1}:
        issues.append(Issue(path, line_of(data, name), f"{name}: this is an input already.", "Give the derived fact another id."))
    known = {item.id for item in entries["input"]}
    for item in entries["derived"]:
        for name in set(item.reads) - known:
            issues.append(Issue(path, line_of(data, item.id), f"{item.id}: reads `{name}`, which is not an input.", "Name inputs of this table."))
    return dimensions, issues


def _references(path: str, data: bytes, table: Table) -> list[Issue]:
    """Inputs and parameters that requirements and misunderstandings name, and that do not exist or are no numbers."""
    numbers = {item.id for item in table.parameters if isinstance(item.value, int | float)}
    counts = [(item.id, item.counts) for item in table.requirements if item.counts]
    told = [(name, count.input) for name, count in counts if count.input not in table.input or table.input[count.input].kind != "number"]
    beside = [(item.id, item.input) for item in table.misunderstandings if item.input and item.input not in table.input]
    needed = [(item.id, name) for item in table.requirements for name in item.needs if name not in table.input]
    found = [(name, f"counts `{wrong}`, which is not an input of the kind number.") for name, wrong in told]
    found += [(name, f"counts up to `{count.parameter}`, which is not a parameter with a number.") for name, count in counts if count.parameter not in numbers]
    found += [(name, f"needs `{wrong}`, which is not an input.") for name, wrong in needed]
    found += [(name, f"stands beside `{wrong}`, which is not an input.") for name, wrong in beside]
    return [Issue(path, line_of(data, name), f"{name}: {said}", "Name an [[input]] or [[parameter]] of this table.") for name, said in found]


PERSON = ("role", "profession", "professions")
"""Placeholders that every table may use: "a chief executive", "a pharmacist", "pharmacists"."""


def _placeholders(path: str, data: bytes, table: Table) -> list[Issue]:
    remedy = "Use one of [words], a parameter, or {role}, {profession}, {professions}."
    known = {*table.words, *(item.id for item in table.parameters), *PERSON}
    texts = [(row.id, text) for row in table.rows for text in (row.headline, row.because, *row.do)]
    texts += [(item.id, text) for item in table.options for text in (item.title, item.text, item.cost, item.lost, item.back)]
    texts += [(item.id, text) for item in table.requirements for text in (item.name, item.asks, item.evidence, item.signs, *item.notes.values())]
    texts += [(item.id, text) for item in table.misunderstandings for text in (item.thought, item.truth)]
    texts += [(item.id, text) for item in table.letters for text in (item.to, item.subject, *item.paragraphs)]
    texts += [(item.id, item.formula) for item in table.deadlines]
    texts += [(item.id, text) for item in table.derived for text in (item.formula, item.assumed)]
    texts += [(item.id, item.assumed) for item in table.inputs]
    return [
        Issue(path, line_of(data, name), f"{name}: the placeholder {{{found}}} is not known.", remedy)
        for name, text in texts
        for found in re.findall(r"\{([^{}]*)\}", text)
        if found not in known
    ]


class _Compiler:
    """Turns conditions into boxes, once, when a table is read."""

    def __init__(self, path: str, data: bytes, space: Space, table: Table) -> None:
        self.path, self.data, self.space = path, data, space
        self.rows = {row.id for row in table.rows}
        self.options = {option.id for option in table.options}
        self.parts = set(table.parts)
        self.issues: list[Issue] = []
        self.conditions: dict[str, list[Box]] = {}
        for condition in table.conditions:
            self.conditions[condition.id] = list(self.union(condition.id, condition.when))

    def clauses(self, row: Row) -> tuple[Clause, ...]:
        """The compiled condition of a row; a row without `when` holds for everybody."""
        self._check(row)
        found: list[Clause] = []
        for block in row.when or ({},):
            tied = {key: self._names(block[key]) for key in _OWN_KEYS if key in block}
            if tied and row.stage in ("gate", "main"):
                self._fault(row.id, "only limit and advice rows may match `decided_by` or `outcome`.", "Move the row, or use inputs.")
            for name in tied.get("decided_by", frozenset()) - self.rows:
                self._fault(row.id, f"`decided_by` names the row {name}, which does not exist.", "Name rows of this table.")
            rest = {key: value for key, value in block.items() if key not in _OWN_KEYS}
            found += [Clause(box, tied.get("decided_by"), tied.get("outcome")) for box in self._boxes(row.id, rest)]
        return tuple(found)

    def union(self, owner: str, blocks: Iterable[Block]) -> tuple[Box, ...]:
        """The compiled alternatives of a condition that is not a row's: none where there are no blocks."""
        return tuple(box for block in blocks for box in self._boxes(owner, block))

    def _check(self, row: Row) -> None:
        if row.stage == "advice" and row.outcome is not None:
            self._fault(row.id, "advice never changes the outcome, so it has none.", "Remove `outcome`, or make it a limit.")
        if row.stage != "advice" and row.outcome is None:
            self._fault(row.id, "the row has no `outcome`.", "Add one.")
        for name in set(row.options) - self.options:
            self._fault(row.id, f"the option `{name}` does not exist.", "Name an [[option]] of this table.")
        if row.parts.keys() - self.parts:
            self._fault(row.id, f"`parts` names {', '.join(sorted(row.parts.keys() - self.parts))}.", "Use the table's `parts`.")
        if self.parts and row.stage in ("gate", "main") and row.outcome != "not-this-regulator" and row.parts.keys() != self.parts:
            self._fault(row.id, "`parts` must answer for each part.", f"Give {', '.join(sorted(self.parts))}.")

    def _boxes(self, owner: str, block: Block) -> list[Box]:
        limits: dict[str, tuple[str, ...]] = {}
        boxes: list[Box] | None = None
        for key, value in block.items():
            if key in ("is", "is_not"):
                for name in self._names(value):
                    holds = self._named(owner, name)
                    holds = holds if key == "is" else subtract_all([self.space.full], holds)
                    boxes = holds if boxes is None else _meet(boxes, holds)
                continue
            if key not in self.space.index:
                self._fault(owner, f"`{key}` is neither an input with values nor a derived fact.", "Check its spelling.")
                continue
            values = self.space.dimensions[self.space.index[key]].values
            wanted = self._wanted(value, values)
            if unknown := [item for item in wanted if item not in values] or not wanted:
                self._fault(owner, f"`{key}` has no value {unknown if unknown is not True else value}.", f"Use {', '.join(values)}.")
                continue
            limits[key] = wanted
        own = [self.space.box(limits)]
        return own if boxes is None else _meet(own, boxes)

    def _wanted(self, value: Any, values: tuple[str, ...]) -> tuple[str, ...]:
        if isinstance(value, dict):
            excluded = value.get("not", [])
            excluded = [excluded] if isinstance(excluded, str) else excluded
            if set(value) != {"not"} or set(excluded) - set(values):
                return tuple(str(item) for item in {*value, *excluded} - {"not"} - set(values)) or ("not",)
            return tuple(item for item in values if item not in excluded)
        return tuple([value] if isinstance(value, str) else value)

    def _names(self, value: Any) -> frozenset[str]:
        return frozenset([value] if isinstance(value, str) else value)

    def _named(self, owner: str, name: str) -> list[Box]:
        if name not in self.conditions:
            self._fault(owner, f"the condition `{name}` does not exist above it.", "Name a [[condition]] of this table, conditions in order of use.")
        return self.conditions.get(name, [])

    def _fault(self, owner: str, message: str, remedy: str) -> None:
        self.issues.append(Issue(self.path, line_of(self.data, owner), f"{owner}: {message}", remedy))


def _meet(first: Iterable[Box], second: Iterable[Box]) -> list[Box]:
    others = list(second)
    return [shared for box in first for other in others if (shared := intersect(box, other))]
