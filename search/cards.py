"""The answer card for programs: what the card on the results page shows, as keys and values. It takes answers as `rules` gives them and adds nothing."""

from __future__ import annotations

from guidance.model import Signpost
from rules.answer import Answer
from rules.table import Table
from search.results import ResultPage

MOST = 3
"""So many facts that would settle an answer are named."""
NOTHING = "We have nothing on this"
STATUS = "status"
CASES = ("conduct", "ftp", "ftp_open", "open_case")
"""The questions about a case, as each regulator's table names its own."""
_SAID = {"suspension": "suspen", "conditions": "condition"}
"""For each kind of order, how an answer begins that speaks of it."""


def standing(table: Table, trouble: str) -> str:
    """The question by which somebody says how things stand.

    table: of the regulator. trouble: what the words speak of, as `asking.trouble` names it. Returns the id of an input: about the register, or about a
    case; an order is asked for where one of the answers speaks of it. Raises nothing.
    """
    case = next((name for name in CASES if name in table.input), STATUS)
    if trouble in _SAID:
        return next((name for name in (STATUS, case) if any(_SAID[trouble] in value.words.lower() for value in table.input[name].values)), case)
    return case if trouble == "case" else STATUS


def card_as_dict(card: Answer, table: Table, url: str) -> dict[str, object]:
    """An answer as a card. table: of its regulator. url: of the whole answer, whose page has a place for each question. Raises nothing."""
    return {
        "profession": card.profession.id,
        "role": card.role.id,
        "headline": card.headline,
        "outcome": card.outcome,
        "possible": list(card.possible),
        "parts": {name: list(outcomes) for name, outcomes in card.parts.items()},
        "because": [reason.text for reason in card.because] if card.outcome else [],
        "settles": [{"input": name, "question": table.input[name].question, "url": f"{url}#sr-ask-{name}"} for name in card.questions[:MOST]],
        "assumed": [item.words for item in card.assumed],
        "url": url,
    }


def message(results: ResultPage, signpost: Signpost | None) -> str:
    """What a program is told in words: where a profession is registered, that we have nothing on the question, and what was done with the words."""
    said = results.message
    if results.weak and not signpost and NOTHING not in said:
        said = f"{NOTHING}. {said}".strip()
    if signpost:
        registered = f"that profession is registered with {signpost.body}" if signpost.link else signpost.body
        said = f"{signpost.name}: {registered}. {said}".strip()
    return said
