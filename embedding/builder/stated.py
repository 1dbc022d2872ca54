"""What only the operator of a site can say: whom to write to, and where it is hosted. Pure."""

from __future__ import annotations

import re

_MAIL = r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_PAGE = r"https://[a-z0-9.-]+(:\d{1,5})?(/[^\s<>\"@]*)?"
LONGEST = 300
"""Characters of the sentence on hosting."""


def contact(text: str) -> str:
    """The address for reports of faults, as the setting gives it: empty, an e-mail address, or the https address of a page.

    Raises ValueError, with words for an operator, for anything else.
    """
    found = text.strip()
    if found and not re.fullmatch(f"{_MAIL}|{_PAGE}", found):
        raise ValueError(
            f"STAY_CONTACT is {text!r}; write an e-mail address, as help@stay.example, or the https address of a page, as https://stay.example/help."
        )
    return found


def hosting(text: str) -> str:
    """The sentence on hosting, as the setting gives it. Raises ValueError, with words for an operator, where it is longer than a sentence, or several lines."""
    found = text.strip()
    if len(found) > LONGEST or not found.isprintable():
        raise ValueError(f"STAY_HOSTING holds {len(found)} characters; write one sentence on one line, {LONGEST} characters at most.")
    return found
