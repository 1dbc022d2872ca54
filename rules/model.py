"""The parts of a decision table as they stand in TOML, typed and frozen. `rules.table` puts them together."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from guidance.model import Day, FactId, Frozen
from rules.outcomes import Outcome

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


def _plain_block(block: dict[str, Any]) -> dict[str, Any]:
    for key, value in block.items():
        own = key in ("is", "is_not", "decided_by", "outcome")
        names = value["not"] if isinstance(value, dict) and value.keys() == {"not"} and not own else value
        listed = [names] if isinstance(names, str) else names
        if not (isinstance(listed, list | tuple) and listed and all(isinstance(name, str) for name in listed)):
            raise ValueError(f"`{key[:60]}` must be {'' if own else '{ not = [...] }, '}a text or a list of texts")
    return block


Block = Annotated[dict[str, Any], AfterValidator(_plain_block)]
"""A condition: every key must hold. Values: `"x"`, `["x", "y"]` or `{ not = ["x"] }`; the keys `is` and `is_not` name conditions."""


class Value(Frozen):
    """One answer that an input can have, and how a person would put it.

    How an answer may name it as a fact that would change the outcome: `offered`: at all; `adverse`: only as what makes it worse, for nobody would wish
    for it; `professions`: to these alone, to everybody where there are none.
    """

    id: str
    words: Text
    offered: bool = True
    adverse: bool = False
    professions: tuple[str, ...] = ()


class Input(Frozen):
    """A question to a person.

    `presume`: the value taken when it was not answered, always shown as `assumed`. Without it a choice is a deciding input.
    Numbers and dates are never dimensions: derived facts read them. `least`, `most`: bounds of a number.
    `professions`: ids of those of whom it is asked; none: of everybody. Whoever tells it all the same is heard.
    `offered`: whether an answer names it as a fact that would change the outcome to somebody who has not told it; not where it only says more of another.
    `adverse`: of a number, whether nobody would wish for more of it; more is then named only as what makes an answer worse.
    `instead_of`: the input that asks for the same in another way, as for a number of months where this is a date.
    """

    id: Name
    question: Text
    why: Text
    hint: str = ""
    kind: Literal["choice", "number", "date"] = "choice"
    values: tuple[Value, ...] = Field(default=(), alias="value")
    presume: str = ""
    assumed: str = ""
    least: float = 0
    most: float = 5000
    professions: tuple[str, ...] = ()
    offered: bool = True
    adverse: bool = False
    instead_of: str = ""


class Derived(Frozen):
    """A fact that code works out from inputs (`rules.schemes`): its bands, and the band taken when the inputs do not tell."""

    id: Name
    reads: tuple[Name, ...] = Field(alias="from")
    values: tuple[str, ...]
    formula: Text
    presume: str = ""
    assumed: str = ""


class Parameter(Frozen):
    """A dated number of the scheme, such as hours, fees or windows. Several entries with one id follow each other by `from`."""

    id: Text
    value: Annotated[int | float | datetime.date | str, BeforeValidator(_no_truth)]
    unit: Text
    since: Day = Field(alias="from")
    facts: tuple[FactId, ...]

    @property
    def name(self) -> str:
        """What tells it from those of the same id: `number/fee/2026-10-01`."""
        return f"number/{self.id}/{self.since.isoformat()}"


class Deadline(Frozen):
    """A date that the scheme works out: its name, the formula in words, and the facts it rests on.

    `kind`: `due` (missing it has a consequence, so it can be overdue) or `mark` (a first day, a planning mark, a clock for something that stays open).
    `diary`: whether a diary may hold it; a date that moves with the day of asking does not belong there.
    """

    id: Name
    name: Text
    kind: Literal["due", "mark"] = "mark"
    diary: bool = True
    formula: Text
    facts: tuple[FactId, ...]


class Option(Frozen):
    """One course of a `choice`: what it means, what it costs, what is lost, and the clock for coming back."""

    id: str
    title: Text
    text: Text
    cost: Text
    lost: Text
    back: Text
    facts: tuple[FactId, ...]


State = Literal["not-needed", "to-do", "met", "unknown"]
"""How one requirement stands for one person."""


class Count(Frozen):
    """A number that a person tells, and the number of the scheme that it has to reach."""

    input: Name
    parameter: Text


class Requirement(Frozen):
    """What the scheme asks of everybody on the register: the evidence that somebody without patients can use, who signs, and when it is in which state.

    needs: inputs that have to be told before it is `to-do` or `met`, whatever is presumed of them. notes: what a state means here, in words.
    said: ids of conditions whose own words stand instead of the notes for everybody inside, the first that fits first.
    """

    id: Text
    name: Text
    asks: Text
    evidence: Text
    signs: Text
    facts: Annotated[tuple[FactId, ...], Field(min_length=1)]
    counts: Count | None = None
    not_needed: tuple[Block, ...] = Field(default=(), alias="not-needed")
    to_do: tuple[Block, ...] = Field(default=(), alias="to-do")
    met: tuple[Block, ...] = ()
    needs: tuple[Name, ...] = ()
    notes: dict[State, Text] = Field(default_factory=dict)
    said: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says to readers."""
        return (self.name, self.asks, self.evidence, self.signs, *self.notes.values())

    @property
    def compiled(self) -> dict[str, tuple[Block, ...]]:
        """Every condition on which it turns: of each state, and of each group of people to whom something is said, as `is <condition>`."""
        named: dict[str, tuple[Block, ...]] = {f"is {name}": ({"is": name},) for name in self.said}
        return {**{str(state): blocks for state, blocks in self.blocks.items()}, **named}

    @property
    def blocks(self) -> dict[State, tuple[Block, ...]]:
        """The conditions of each state that has its own, the first that fits first."""
        return {"not-needed": self.not_needed, "to-do": self.to_do, "met": self.met}


class Misunderstanding(Frozen):
    """What people think and what is so; `input`: the question beside which it stands, `when`: those on whose answers it stands."""

    id: Text
    thought: Text
    truth: Text
    facts: Annotated[tuple[FactId, ...], Field(min_length=1)]
    input: str = ""
    when: tuple[Block, ...] = ()


class Letter(Frozen):
    """A letter to be drafted where one of its rows stands on an answer. Gaps in square brackets are for the reader to fill.

    to: to whom, as the writer would say it ("your employer", "the General Medical Council"). Each question is a paragraph that begins with its number.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    to: Text
    subject: Text
    paragraphs: Annotated[tuple[Text, ...], Field(min_length=1)]
    rows: Annotated[tuple[Text, ...], Field(min_length=1)]
    facts: Annotated[tuple[FactId, ...], Field(min_length=1)]


class Condition(Frozen):
    """A named condition, for rows and requirements that share it. `words` says it to a reader; `said`: what requirements that name it say to those inside."""

    id: str
    words: Text
    when: tuple[Block, ...]
    said: str = ""


class Row(Frozen):
    """One row of the table. See docs/rules.md for the four stages.

    instead: of a limit, that its steps, and its headline where nothing worse has one, stand instead of those of the row that it limits: both together
    would contradict each other.
    """

    id: Text
    stage: Literal["gate", "main", "limit", "advice"]
    outcome: Outcome | None = None
    parts: dict[str, Outcome] = Field(default_factory=dict)
    headline: str = ""
    because: Text
    do: tuple[Text, ...] = ()
    options: tuple[str, ...] = ()
    also: bool = False
    instead: bool = False
    facts: Annotated[tuple[FactId, ...], Field(min_length=1)]
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    checked: Day
    next_check: Day
    when: tuple[Block, ...] = ()

    @model_validator(mode="after")
    def _only_limits_stand_instead(self) -> Row:
        if self.instead and (self.stage != "limit" or not self.do):
            raise ValueError("`instead` is for a limit that has steps of its own")
        return self


class Case(Frozen):
    """A worked case: facts of an invented person, and what the table must say of them."""

    id: Text
    title: Text
    on: Day
    facts: dict[str, str]
    outcome: Outcome | None = None
    possible: tuple[Outcome, ...] = ()
    parts: dict[str, Outcome] = Field(default_factory=dict)
    decided_by: str = ""
    rows: tuple[str, ...] = ()
