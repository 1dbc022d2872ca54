"""A decision table: read from TOML, its conditions compiled to boxes, every fault told with file, entry and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from guidance.issues import Issue
from guidance.model import Frozen
from guidance.registers import line_of, parse_toml, read_entries
from rules.conditions import Clause, Compiler
from rules.dated import Dated, placeholders
from rules.locks import Lock
from rules.model import Case, Condition, Deadline, Derived, Input, Letter, Misunderstanding, Option, Parameter, Requirement, Row
from rules.parameters import Files, read_parameters
from rules.reports import Report
from rules.space import Box, Dimension, Sides, Space, sides

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


@dataclass(frozen=True)
class Table(Dated):
    """One regulator's table. `clauses` holds each row's compiled condition; `words` the default for each placeholder.

    boxes: the compiled conditions of requirements, by id and state, and of misunderstandings, by id and "when". locks: see `rules.locks`.
    added: the files in which dated numbers stand that came in files of their own, by `Parameter.name`.
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
    reports: tuple[Report, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)

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


def read_table(path: str, data: bytes, dated: Files = ()) -> tuple[Table, list[Issue]]:
    """Read a table from TOML, with the dated numbers that came in files of their own.

    Returns it with what could be understood, and every issue: entries that do not fit, conditions that name unknown inputs or values,
    presumptions outside the list, options that do not exist, ids given twice.
    """
    entries, issues = read_entries(path, data, KINDS, also=frozenset({"regulator", "parts", "words"}), dated=frozenset({"parameter"}))
    raw, _ = parse_toml(path, data)
    words, parts, in_words = _own_words(path, raw)
    dimensions, in_values = _dimensions(path, data, entries)
    added, stands, in_numbers = read_parameters(path, entries["parameter"], dated)
    issues += [*in_words, *in_values, *in_numbers]
    space = Space(tuple(dimensions))
    table = Table(
        regulator=str(raw.get("regulator", "")),
        path=path,
        inputs=tuple(entries["input"]),
        derived=tuple(entries["derived"]),
        parameters=(*entries["parameter"], *added.values()),
        added=stands,
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
    compiler = Compiler(path, data, space, table.rows, table.options, table.conditions, table.parts)
    clauses = {row.id: compiler.clauses(row) for row in table.rows}
    stated = ((item.id, state, blocks) for item in table.requirements for state, blocks in item.compiled.items())
    thought = ((item.id, "when", item.when) for item in table.misunderstandings)
    boxes = {(name, part): compiler.union(name, blocks) for name, part, blocks in (*stated, *thought)}
    issues += [*compiler.issues, *_references(path, data, table), *_placeholders(path, data, table)]
    return replace(table, clauses=clauses, boxes=boxes), issues


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
    return replace(table, cases=tuple(entries["case"])), issues


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
    found += [(item.id, f"asks instead of `{item.instead_of}`, which is not an input.") for item in table.inputs if item.instead_of not in {"", *table.input}]
    return [Issue(path, line_of(data, name), f"{name}: {said}", "Name an [[input]] or [[parameter]] of this table.") for name, said in found]


PERSON = ("role", "profession", "professions")
"""Placeholders that every table may use: "a chief executive", "a pharmacist", "pharmacists"."""


def _placeholders(path: str, data: bytes, table: Table) -> list[Issue]:
    remedy = "Use one of [words], a parameter, when it began as {<parameter>_since}, or {role}, {profession}, {professions}."
    known = {*table.words, *(name for item in table.parameters for name in placeholders(item)), *PERSON}
    texts = [(row.id, text) for row in table.rows for text in (row.headline, row.because, *row.do)]
    texts += [(item.id, text) for item in table.options for text in (item.title, item.text, item.cost, item.lost, item.back)]
    texts += [(item.id, text) for item in table.requirements for text in item.texts]
    texts += [(item.id, text) for item in table.misunderstandings for text in (item.thought, item.truth)]
    texts += [(item.id, text) for item in table.letters for text in (item.to, item.subject, *item.paragraphs)]
    texts += [(item.id, item.formula) for item in table.deadlines]
    texts += [(item.id, text) for item in table.derived for text in (item.formula, item.assumed)]
    texts += [*((item.id, item.assumed) for item in table.inputs), *((item.id, item.said) for item in table.conditions)]
    return [
        Issue(path, line_of(data, name), f"{name}: the placeholder {{{found}}} is not known.", remedy)
        for name, text in texts
        for found in re.findall(r"\{([^{}]*)\}", text)
        if found not in known
    ]
