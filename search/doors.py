"""Doors: where to go from a question when no section fits it, the nearest first. Links as text and address, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from guidance.library import Library
from rules.answer import question_of
from search.intent import Intent

MOST = 4


@dataclass(frozen=True)
class Door:
    """A link: what it says, and its address on this site."""

    text: str
    url: str


def answer_door(profession: str, role: str, library: Library) -> Door:
    """The door to the answer for a profession in a role. Raises KeyError for ids that the library does not have."""
    person, post = library.professions[profession], library.roles[role]
    return Door(question_of(person, post), f"/answer/{profession}/{role}")


def doors(intent: Intent, library: Library) -> tuple[Door, ...]:
    """The nearest useful doors for a question, at most four, each once. Never empty; raises nothing.

    In this order, as far as the words name what they need: where another register's profession goes (/elsewhere); the answer for a profession in a role;
    the answer form with the profession or the role filled in; the page of the regulator; and where nothing was named: the answer form, all questions and
    answers, and all guidance.
    """
    found = [Door(f"{library.signposts[name].name}: where to go", f"/elsewhere/{name}") for name in intent.signposts]
    found += [answer_door(name, intent.role, library) for name in intent.professions[:2] if intent.role]
    if not intent.role:
        found += [
            Door(f"Can {library.professions[name].article} keep registration? Choose a role", f"/answer?profession={name}") for name in intent.professions[:2]
        ]
    elif not intent.professions and not intent.signposts:
        found.append(Door(f"Can I stay registered as {library.roles[intent.role].article}? Choose your profession", f"/answer?role={intent.role}"))
    found += [Door(f"All that we hold on the {library.regulators[name].short}", f"/regulator/{name}") for name in intent.worlds if name in library.regulators]
    if not found:
        found = [
            Door("Ask whether you can keep your registration", "/answer"),
            Door("All questions and answers", "/faqs"),
            Door("All guidance, by regulator", "/guidance"),
        ]
    return tuple(dict.fromkeys(found))[:MOST]
