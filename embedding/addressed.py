"""Which embed an address of ours stands for: that of a frame, of a page of questions, or of a general answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from embedding import asked
from embedding.asked import Asked, Embed
from embedding.finding import held, present, question_page
from guidance import addresses
from guidance.library import Library
from guidance.model import Date
from rules.asked import GENERAL

MOST_PARAMETERS = 40
TELLING = frozenset({"answer", "plan"})
"""Parts of the paths at which a person's facts are told."""
NAMELESS = frozenset({*GENERAL, *asked.LOOKS, "profession", "role"})
"""Parameters there that are the same for many people."""
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Nothing:
    """An address that stands for no embed. reason: why, for an owner."""

    reason: str


def embed_at(url: str, hosts: Collection[str], library: Library, on: Date, follow: bool = True) -> Embed | Nothing:
    """The embed of an address on a date.

    url: absolute, by http or https, or a path of ours. hosts: our own, each as `host` or `host:port`. Tracking parameters mean nothing; all else does.
    follow: whether questions are given under the ids that they have now.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        ours = _is_ours(parts.scheme, parts.netloc, hosts)
    except ValueError:
        return Nothing("That is no address that we can read.")
    if not ours:
        return Nothing("That is no address of this site.")
    found = _asked([unquote(part) for part in parts.path.split("/")[1:]], pairs, library)
    if isinstance(found, Nothing):
        return found
    if found.nothing:
        return Nothing(" ".join(found.faults))
    embed = present(found.embed, library) if follow else found.embed
    return embed if held(embed, library) else Nothing("We have no such question or answer.")


def tells_facts(url: str) -> bool:
    """Whether an address, of ours or not, may tell facts of a person, which nobody else is to see: that of an answer or a plan, in any form, and with facts.

    What cannot be read may tell them as well.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return "?" in url
    return not TELLING.isdisjoint(unquote(parts.path).split("/")) and bool(addresses.read(pairs, NAMELESS).unknown)


def _is_ours(scheme: str, host: str, hosts: Collection[str]) -> bool:
    """Whether scheme and host are ours, or both are missing. Which of http and https it is makes no difference: owners copy either."""
    if not scheme and not host:
        return True
    return scheme in ("http", "https") and _plain(host) in {_plain(name) for name in hosts}


def _plain(host: str) -> str:
    return host.lower().removesuffix(":80").removesuffix(":443")


def _asked(steps: list[str], pairs: Pairs, library: Library) -> Asked | Nothing:
    """What the steps of a path and its parameters ask for."""
    match steps:
        case ["embed", "v1", "faq", slug]:
            return asked.question(slug, pairs)
        case ["embed", "v1", "faqs"]:
            return asked.questions(pairs, library)
        case ["embed", "v1", "answer", profession, role]:
            return asked.answer(profession, role, pairs)
        case ["faq", slug]:
            return _bare(pairs) or asked.question(slug, ())
        case ["faq", slug, stamp]:
            page = question_page(slug, library)
            dated = page is not None and any(version.stamp == stamp for version in page.versions)
            return _bare(pairs) or (asked.question(slug, ()) if dated else Nothing("We have no such version of a question."))
        case ["answer", profession, role]:
            return _bare(pairs, answers=True) or asked.answer(profession, role, ())
        case ["faqs"]:
            told = addresses.read(pairs, ("regulator", "topic"))
            return _strange(told) or asked.questions(told.known.items(), library)
    return Nothing("Nothing at that address can be embedded.")


def _bare(pairs: Pairs, answers: bool = False) -> Nothing | None:
    """What is wrong with the parameters of a page: an embed shows what holds today, and for everybody. answers: whether they may tell facts."""
    told = addresses.read(pairs, ())
    if answers and set(told.unknown) - GENERAL:
        return Nothing("That address tells facts of a person. What many see must not hold them: take the address without what follows the question mark.")
    return _strange(told)


def _strange(told: addresses.Parameters) -> Nothing | None:
    if told.unknown or told.repeated:
        return Nothing("An embed shows what holds today, for everybody: take the address without what follows the question mark.")
    return None
