"""What a request says: its token, its conditions, its key and its JSON body, read strictly. Pure: texts and bytes come in, values go out."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from guidance import addresses, characters
from guidance.issues import Issue
from guidance.model import Day, Frozen, Line
from guidance.stamps import read_stamp
from publishing.candidate import PARTS
from publishing.inbox.problems import faulty, unread
from publishing.refusals import NotSignedIn

MOST_BYTES = 200_000
"""Bytes of the largest part of a publication."""
MOST_WORDS = 500
"""Characters of a reason or a note that stands in one line."""
BODY = "the body of the request"
_ETAGS = re.compile(r'"[\x21\x23-\x7e]*"')
_LIST = re.compile(rf"\s*{_ETAGS.pattern}(?:\s*,\s*{_ETAGS.pattern})*\s*")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
Model = TypeVar("Model", bound=Frozen)


def _plain(words: str) -> str:
    if control := characters.control(words):
        raise ValueError(f"holds the control character {control[1]}")
    return words


def _stamp(words: str) -> str:
    read_stamp(words)
    return words


Words = Annotated[Line, Field(max_length=MOST_WORDS), AfterValidator(_plain)]


class Withdrawing(Frozen):
    """That a page is withdrawn from a day on, why, and what to read instead (`nmc/annual-fee`, or empty)."""

    date: Day
    reason: Words
    successor: Annotated[str, Field(max_length=120), AfterValidator(_plain)] = ""


class Restoring(Frozen):
    """That an older version of a page holds again from a day on, and what readers are told has changed."""

    version: Annotated[str, AfterValidator(_stamp)]
    date: Day
    change: Words


class TakingBack(Frozen):
    """Why a submission is taken back."""

    reason: Words


class Reporting(Frozen):
    """That a row is wrong, and what is wrong with it."""

    row: Words
    why: Annotated[str, Field(min_length=1, max_length=4_000), AfterValidator(_plain)]


def bearer(header: str | None) -> str:
    """The token in an Authorization header. Raises NotSignedIn where there is none."""
    found = re.fullmatch(r"Bearer +([\x21-\x7e]{1,200})", header or "", re.IGNORECASE)
    if found is None:
        raise NotSignedIn("There is no token.", "Send it in the head of the request, as `Authorization: Bearer stay_...`, never in the address.")
    return found[1]


def etags(header: str | None, name: str = "If-Match") -> tuple[str, ...]:
    """The etags of a condition, without their quotes, or (`*`,); none without the header. Raises Problem for weak ones, which promise too little."""
    if header is None:
        return ()
    if header.strip() == "*":
        return ("*",)
    if not _LIST.fullmatch(header):
        raise unread(400, "We could not read a condition", f"{name} is not an etag in quotes, or `*`.", "Copy the ETag that you were given, with its quotes.")
    return tuple(tag[1:-1] for tag in _ETAGS.findall(header))


def create_only(header: str | None) -> bool:
    """Whether If-None-Match says that nothing may stand there yet. Raises Problem where it says something else."""
    if header is None:
        return False
    if header.strip() != "*":
        raise unread(
            400, "We could not read a condition", "If-None-Match can only be `*` here.", "Send `If-None-Match: *` to refuse what stands there already."
        )
    return True


def key(header: str | None) -> str:
    """An idempotency key, or empty without one. Raises Problem where it is longer than 200 characters or not plain text."""
    if header is None:
        return ""
    if not _KEY.fullmatch(header.strip()):
        raise unread(400, "We could not read the key", "Idempotency-Key is not 1 to 200 characters without spaces.", "Make a new random key, such as a UUID.")
    return header.strip()


def flag(text: str, name: str) -> bool:
    """A parameter that is `true` or `false`; empty is false. Raises Problem."""
    if text not in ("", "true", "false"):
        raise unread(400, "We could not read that address", f"`{name}` is neither true nor false.", f"Write {name}=true, or leave it out.")
    return text == "true"


def day(text: str, name: str) -> datetime.date | None:
    """A parameter that is a date, or None where it is empty. Raises Problem."""
    try:
        return addresses.day(text) if text else None
    except ValueError as error:
        raise unread(400, "We could not read that address", f"`{name}`: {error}", f"Write {name}=2027-01-01, or leave it out.") from None


def choice(text: str, name: str, among: Iterable[str]) -> str:
    """A parameter that is one of some words, or empty. Raises Problem."""
    known = tuple(among)
    if text and text not in known:
        raise unread(400, "We could not read that address", f"`{name}` means nothing here.", f"Use one of {', '.join(known)}.")
    return text


def parts(found: Iterable[tuple[str | None, bytes]]) -> dict[str, bytes]:
    """The parts of a publication by name. Raises Problem for a name that is none, one that stands twice, and a part that is too large."""
    read: dict[str, bytes] = {}
    for name, data in found:
        if name is None or name not in PARTS:
            said = f"There is no part “{addresses.shown(name)}”." if name else "A part has no name."
            raise unread(422, "We could not read the body", said, f"Name the parts {', '.join(PARTS)}, each once and as a file.")
        if name in read:
            raise unread(422, "We could not read the body", f"The part “{name}” stands twice.", "Send each part once.")
        if len(data) > MOST_BYTES:
            raise unread(413, "That is too much to send", f"The part “{name}” is larger than {MOST_BYTES:,} bytes.", "Split the page into several.")
        read[name] = data
    return read


def body(data: bytes, model: type[Model]) -> Model:
    """A JSON body as its model wants it. Raises Problem with every fault."""
    try:
        raw = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError):  # of an encoding that is not UTF-8, too
        raise unread(400, "We could not read the body", "The body is not JSON in UTF-8.", "Send one object, with each key once.") from None
    if not isinstance(raw, dict):
        raise unread(400, "We could not read the body", "The body is not a JSON object.", "Send one object, with each key once.")
    return valid(raw, model)


def valid(raw: Mapping[str, object], model: type[Model]) -> Model:
    """Some values as their model wants them. Raises Problem with every fault."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise faulty(_misfit(detail) for detail in error.errors()) from None


def takes(kind: str, charset: str, encoding: str, *kinds: str) -> None:
    """Raises Problem where a body is not of one of these kinds, is compressed, or is in another encoding than UTF-8."""
    if kind not in kinds:
        raise unread(415, "We cannot read that", "The body is of a kind that is not taken here.", f"Send it with `Content-Type: {' or '.join(kinds)}`.")
    if encoding or charset.lower() not in ("utf-8", "utf8"):
        raise unread(415, "We cannot read that", "The body is compressed, or is not in UTF-8.", "Send it as it is, in UTF-8.")


def _misfit(detail: Mapping[str, Any]) -> Issue:
    name = addresses.shown(".".join(str(part) for part in detail["loc"]))
    return Issue(BODY, 0, f"`{name}`: {str(detail['msg']).removeprefix('Value error, ')}.", f"Correct or remove `{name}`.")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
