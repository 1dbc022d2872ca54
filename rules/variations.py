"""What other answers would do: what was assumed and matters, what to ask next, where each answer leads, and what would change the outcome. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.engine import Walk
from rules.model import Input
from rules.outcomes import SEVERITY, Outcome
from rules.schemes import Fact
from rules.schemes.values import number
from rules.space import Box, intersect
from rules.trials import SETTLED, Trials
from rules.wording import Reason, Writer


@dataclass(frozen=True)
class Branch:
    """One answer to the next question: its words, and the outcomes that would remain, for the whole and for each part."""

    value: str
    words: str
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Reason, ...]
    parts: Mapping[str, tuple[Outcome, ...]]


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted because nobody told us. `asks`: the inputs by which to say otherwise."""

    id: str
    value: str
    words: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One fact that would move the outcome: input, a value for the address, the words of its value or band, and all outcomes that would be possible then.

    better: whether that is better than now; None where it could be either, or lies with another regulator. parts: the same for name and licence.
    """

    input: str
    value: str
    words: str
    outcomes: tuple[Outcome, ...]
    better: bool | None
    parts: Mapping[str, tuple[Outcome, ...]]


def assumptions(trials: Trials, writer: Writer) -> Iterable[Assumption]:
    """The presumptions that matter: those for which another value would change the outcome, the deciding row or a limit."""
    table, person, before = trials.table, trials.person, trials.here.fates
    for item in table.inputs:
        if item.id in person.assumed and trials.parting(item) and any(trials.within(item, each.box).fates != before for each in trials.tries(item)):
            yield Assumption(item.id, person.assumed[item.id], writer.fill(item.assumed), (item.id,))
    for fact in table.derived:
        if fact.id in person.assumed and trials.walk(trials.open([table.space.index[fact.id]])).fates != before:
            yield Assumption(fact.id, person.assumed[fact.id], writer.fill(fact.assumed), _asks(trials, fact.reads))


def _asks(trials: Trials, names: Iterable[str]) -> tuple[str, ...]:
    """The inputs among these that the person can be asked: profession and role are settled by the address."""
    return tuple(name for name in names if name in trials.table.input and name not in SETTLED and name not in trials.of_others)


def _deciders(walked: Walk) -> tuple[tuple[Outcome, ...], frozenset[str]]:
    return tuple(walked.possible), frozenset(row.id for row in walked.rows)


def questions(trials: Trials) -> list[str]:
    """The inputs whose answer can still narrow the outcome or the deciding row, the most decisive first, ties in the table's order.

    The most decisive leave the fewest outcomes, all answers (of numbers and dates: all bands) taken alike. An answer that would go against what was
    told or presumed narrows nothing: it is shown as assumed, or as what would change the answer. Inputs presumed are asked only where nothing else
    helps. Where no answer does anything by itself, all that bear on what is open are asked.
    """
    possible, rows = _deciders(trials.here)
    if len(possible) == len(rows) == 1:
        return []
    untold = [item for item in trials.table.inputs if item.id not in trials.person.told and item.id not in SETTLED and bears(trials, item)]
    asked = [item for item in untold if item.id not in trials.person.assumed]
    found = _decisive(trials, asked) or _decisive(trials, untold)
    if not found and len(possible) > 1:
        found = [item.id for item in asked or untold]
    return found


def _decisive(trials: Trials, items: Iterable[Input]) -> list[str]:
    """Those of some inputs whose answer narrows what is possible, the most decisive first."""
    before = _deciders(trials.here)
    found: list[tuple[float, str]] = []
    for item in items:
        if not trials.parting(item):
            continue
        whole = trials.open([trials.table.space.index[item.id]] if item.kind == "choice" else [])

        def narrowed(box: Box, item: Input = item, whole: Box = whole) -> tuple[tuple[Outcome, ...], frozenset[str]] | None:
            shared = intersect(box, whole)
            return _deciders(trials.within(item, shared)) if shared else None

        left = [each for each in (narrowed(each.box) for each in trials.tries(item, narrowed)) if each]
        if any(each != before for each in left):
            found.append((sum(len(outcomes) for outcomes, _ in left) / len(left), item.id))
    return [name for _, name in sorted(found, key=lambda pair: pair[0])]


def bears(trials: Trials, item: Input) -> bool:
    """Whether an input bears on anything that parts the ways: a dimension along which no region is cut leads everybody to the same."""
    box = trials.person.box
    return any(region.box[place] != box[place] for place in trials.bears_on(item) for region in trials.here.regions)


def branches(trials: Trials, asked: Sequence[str], writer: Writer, parts: Sequence[str]) -> tuple[Branch, ...]:
    """What each answer to the next question would leave, for the whole and for each of these parts."""
    if not asked:
        return ()
    item = trials.table.input[asked[0]]
    tries = trials.tries(item, lambda box: _deciders(trials.within(item, box)))
    walks = [(each, trials.within(item, each.box)) for each in tries]
    return tuple(
        Branch(each.value, each.words, tuple(walked.possible), tuple(writer.reason(row) for row in walked.rows), walked.parts(parts)) for each, walked in walks
    )


UNDECIDED = frozenset({"not-told", "undecided", "unknown", "unsure"})
"""Values by which somebody says that they do not know, or have not made up their mind: it is no fact that would change an answer."""

Standing = tuple[tuple[Outcome, ...], ...]
"""What is possible for the whole, and then for each part."""


def would_change(trials: Trials, parts: Sequence[str]) -> list[Change]:
    """Every single fact that would lead to an outcome that is not possible now, for the whole or for one of its parts.

    Facts told, presumed and not yet told alike; numbers and dates a band at a time. Better ones first, then those that leave the fewest outcomes,
    then in the table's order.
    """
    known: dict[object, Standing] = {}

    def standing(walked: Walk) -> Standing:
        if walked.fates not in known:
            of_parts = walked.parts(parts)
            known[walked.fates] = (tuple(walked.possible), *(of_parts.get(name, ()) for name in parts))
        return known[walked.fates]

    before = standing(trials.here)
    found = []
    for item in _offered(trials):
        parting = trials.parting(item)
        if not parting or not _moves(standing(trials.walk(trials.open(parting))), before):
            continue
        for each in trials.tries(item, lambda box, item=item: standing(trials.within(item, box))):  # type: ignore[misc]
            if not each.held and _moves(after := standing(trials.within(item, each.box)), before):
                better = {_better(new, old) for new, old in zip(after, before, strict=True) if new and old and new != old}
                if after[0] == before[0] and better != {False}:  # a part moves and the whole does not: nobody is told that a worse fact would help
                    better = {None}
                moved = dict(zip(parts, after[1:], strict=True))
                change = Change(item.id, each.value, each.words, after[0], better.pop() if len(better) == 1 else None, moved)
                if _sensible(change, item, trials.person.taken):
                    found.append(change)
    return sorted(found, key=lambda change: ({True: 0, None: 1, False: 2}[change.better], len(change.outcomes)))


def _offered(trials: Trials) -> Iterator[Input]:
    """The inputs whose answers may be named as changes. Of two that ask for the same only one: the one that was told, or else the first."""
    told, inputs = trials.person.told, trials.table.inputs
    twins = {item.instead_of for item in inputs if item.id in told}
    for item in inputs:
        if item.id not in SETTLED and (item.id in told or (item.offered and not item.instead_of and item.id not in twins)):
            yield item


def _sensible(change: Change, item: Input, taken: Mapping[str, Fact]) -> bool:
    """Whether a change can be named to somebody: not to have learned nothing, to be what nobody becomes or wishes for, or to hold what others hold."""
    value = next((each for each in item.values if each.id == change.value), None)
    if value is None:
        told = number(taken, item.id)
        return not item.adverse or change.better is False or (told is not None and float(change.value) < told)
    own = not value.professions or taken.get("profession") in value.professions
    return own and value.offered and value.id not in UNDECIDED and (change.better is False or not value.adverse)


def _moves(after: Standing, before: Standing) -> bool:
    """Whether anything is possible then that is not possible now."""
    return after is not before and any(outcome not in old for new, old in zip(after, before, strict=True) for outcome in new)


def _better(after: Sequence[Outcome], before: Sequence[Outcome]) -> bool | None:
    """Whether both the best and the worst that can happen are at least as good, or at least as bad; None for neither."""
    if "not-this-regulator" in (*after, *before):
        return None
    best, worst = (SEVERITY[after[place]] - SEVERITY[before[place]] for place in (0, -1))
    return None if best * worst < 0 or best == worst == 0 else best + worst < 0
