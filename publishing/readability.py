"""How hard a text is to read: the Automated Readability Index, which needs no list of syllables and so is the same on every machine. Pure.

Source: R. J. Senter and E. A. Smith, "Automated Readability Index", AMRL-TR-66-220, Aerospace Medical Research Laboratories, 1967:
4.71 x characters / words + 0.5 x words / sentences - 21.43, as a school grade of the United States; five years more give the age.
"""

from __future__ import annotations

from collections.abc import Iterable

from publishing.prose import Sentence

LEAST_WORDS = 100
"""Fewer words than these say nothing: one long name would decide."""
SHORTEST = 4
"""Words of the shortest sentence that counts: shorter ones are names and numbers in lists and tables."""


def reading_age(sentences: Iterable[Sentence]) -> int | None:
    """The age, in years, at which somebody usually reads such sentences with ease; None where there are too few of them.

    Headings are left out, and so is what stands in lists and tables as a name or a number.
    """
    words = characters = count = 0
    for sentence in sentences:
        found = sentence.words
        if not sentence.heading and len(found) >= SHORTEST:
            count += 1
            words += len(found)
            characters += sum(sign.isalnum() for sign in sentence.text)
    if words < LEAST_WORDS:
        return None
    return max(5, round(4.71 * characters / words + 0.5 * words / count - 21.43) + 5)
