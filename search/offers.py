"""What stands before the results where words ask the question: whose answers to show, and which to offer where the words leave a choice.

It chooses among professions and roles; the answers themselves come from `rules`, and its callers ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidance.library import Library
from guidance.model import Profession, Role
from search.clashes import ours
from search.doors import Door, answer_door
from search.intent import Intent
from search.synonyms import Clash, Meaning

USUAL = {"gmc": "doctor", "nmc": "nurse"}
"""Whom we take somebody for who names one of these regulators and no profession; we say so, and offer the others. The other two have no such profession."""
POSTS = ("chief-executive", "chief-operating-officer", "non-executive-director", "strategy-director", "national-body", "management-consultant", "retired")
"""The posts offered first to somebody who names none."""
MOST = 2
"""This many answers are shown; of more, links."""
FEW = 3
"""So many other professions are named one by one; of more, one link leads to the choice."""


@dataclass(frozen=True)
class Links:
    """Links under one name."""

    name: str
    doors: tuple[Door, ...]


@dataclass(frozen=True)
class Offer:
    """What to show before results. `pairs`: profession and role whose answers are shown; `guessed`: nobody said the profession.

    `others`: the same question for other professions or posts that may be meant. `links`: the answers to choose from where a profession is missing.
    `form`: whether to show the answer form, with `profession` chosen, if any.
    """

    pairs: tuple[tuple[Profession, Role], ...] = ()
    guessed: bool = False
    others: tuple[Door, ...] = ()
    links: tuple[Links, ...] = ()
    form: bool = False
    profession: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.pairs or self.links or self.form)


def make_offer(intent: Intent, library: Library) -> Offer:
    """What to show before the results of a question.

    intent: of its words. library: with the professions and roles. Returns an empty offer where the words neither ask nor name both, and where they name
    a profession of another register alone: no answer of ours is theirs. Raises nothing.
    """
    if intent.signposts and not intent.professions:
        return Offer()
    if intent.role is None:
        return _without_role(intent, library)
    if not intent.professions:
        return _without_profession(intent, library)
    if not _wants_answer(intent):
        return Offer()
    if len(intent.professions) > MOST:
        return Offer(links=(Links("", tuple(answer_door(name, intent.role, library) for name in intent.professions)),))
    kin = _kin(intent.professions, library) if intent.guessed else ()
    others = [*_registered_otherwise(kin, intent.role, library), *_other_posts(intent, library)]
    return Offer(tuple((library.professions[name], library.roles[intent.role]) for name in intent.professions), intent.guessed, tuple(others))


def _wants_answer(intent: Intent) -> bool:
    """Who names a profession and one post is shown the answer; where we guess the profession, or several posts are named, only if that is all, or asked."""
    return intent.asks or intent.bare or not intent.guessed and len(intent.roles) == 1


def _other_posts(intent: Intent, library: Library) -> Iterable[Door]:
    return (answer_door(name, role, library) for name in intent.professions[:1] for role in intent.roles[1:3])


def _registered_otherwise(kin: Sequence[str], role: str, library: Library) -> tuple[Door, ...]:
    """The same question for other professions; where they are many, the form with the post chosen."""
    if len(kin) > FEW:
        return (Door("Choose your profession", f"/answer?role={role}"),)
    return tuple(answer_door(name, role, library) for name in kin)


def _kin(professions: Sequence[str], library: Library) -> tuple[str, ...]:
    """The other professions of a regulator, those with one registration only."""
    bodies = {library.professions[name].regulator for name in professions}
    return tuple(item.id for item in library.corpus.professions if item.regulator in bodies and item.id not in professions and not _is_several(item))


def _is_several(item: Profession) -> bool:
    return "-and-" in item.id and item.regulator == "nmc"


def _without_role(intent: Intent, library: Library) -> Offer:
    if not intent.asks or intent.clashes:
        return Offer()
    if len(intent.professions) > 1:
        doors = tuple(Door(f"As {library.professions[name].article}", f"/answer?profession={name}") for name in intent.professions)
        return Offer(links=(Links("Each register decides by its own rules", doors),))
    name = intent.profession or ""
    posts = [item.id for item in library.corpus.roles if name in item.held_by[:1]][:2] + [post for post in POSTS if post in library.roles]
    links = (Links("", tuple(Door(library.roles[post].name, f"/answer/{name}/{post}") for post in posts)),) if name else ()
    return Offer(links=links, form=True, profession=name)


def _without_profession(intent: Intent, library: Library) -> Offer:
    role = intent.role or ""
    if not intent.asks and not (intent.bare and intent.worlds) or any(kind == "profession" for clash in intent.clashes for kind in _kinds(clash)):
        return Offer()
    if len(intent.worlds) == 1 and intent.worlds[0] in USUAL:
        usual = USUAL[intent.worlds[0]]
        others = _registered_otherwise(_kin((usual,), library), role, library)
        return Offer(((library.professions[usual], library.roles[role]),), True, others)
    return Offer(
        links=tuple(
            _links(body.short, body.id, role, library) for body in library.corpus.regulators if body.decides and body.id in (intent.worlds or (body.id,))
        )
    )


def _kinds(clash: Clash) -> Iterable[str]:
    return (kind for meaning in clash.meanings for kind, _ in ours(meaning))


def _links(name: str, body: str, role: str, library: Library) -> Links:
    people = (item for item in library.corpus.professions if item.regulator == body and not _is_several(item))
    return Links(name, tuple(Door(item.name, f"/answer/{item.id}/{role}") for item in people))


def ask_back(clash: Clash, text: str, library: Library) -> tuple[tuple[str, str], ...]:
    """The meanings of letters, each with the whole question in which it stands in their place: (meaning, question).

    clash: the letters. text: as typed. library: for the proper names, by which each meaning is then read for certain. Letters that do not stand in the
    text as they are spelled are followed by the meaning instead. Raises nothing.
    """
    parts = [re.escape(part) for part in clash.letters.split()]
    letters = re.compile(r"(?<![\w&])" + r"[\s-]+".join(parts) + r"s?(?![\w&])", re.IGNORECASE)
    asked = []
    for meaning in clash.meanings:
        name = _proper(meaning, library)
        changed, times = letters.subn(lambda _, name=name: name, text, count=1)  # type: ignore[misc]
        asked.append((meaning.means, changed if times else f"{text} {name}".strip()))
    return tuple(asked)


def _proper(meaning: Meaning, library: Library) -> str:
    """The words by which a meaning is named for certain."""
    for kind, name in ours(meaning):
        if kind == "role" and name in library.roles:
            return library.roles[name].name.lower()
        if name in library.professions:
            return library.professions[name].name.lower()
        if name in library.signposts:
            return library.signposts[name].name.lower()
    return meaning.means
