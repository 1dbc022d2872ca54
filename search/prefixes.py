"""Which things hold a word, or a word that begins so: sets kept as the bits of whole numbers, found by bisection in sorted words.

It knows words and numbers alone: what the things are is its users' affair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from search import analysis


def forms(text: str) -> set[str]:
    """The words of a text, and the joined form of each hyphenated one."""
    return {form for token in analysis.tokens(text) for form in (token.text, token.joined) if form}


def members(bits: int) -> Iterator[int]:
    """The numbers of a set, smallest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def as_bits(numbers: Iterable[int]) -> int:
    """The set of some numbers."""
    held = bytearray()
    for number in numbers:
        place = number >> 3
        if place >= len(held):
            held.extend(bytes(place + 1 - len(held)))
        held[place] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


class WordSets:
    """For every word the set of things that hold it. `things`: the words of each; a thing's number is its place. Read-only once made."""

    def __init__(self, things: Iterable[Iterable[str]]) -> None:
        words: dict[str, list[int]] = {}
        for number, held in enumerate(things):
            for word in set(held):
                words.setdefault(word, []).append(number)
        kin: dict[str, list[int]] = {}
        for word, numbers in words.items():
            kin.setdefault(analysis.stem(word), []).extend(numbers)
        self._sorted = sorted(words)
        self._words = {word: as_bits(numbers) for word, numbers in words.items()}
        self._kin = {stem: as_bits(numbers) for stem, numbers in kin.items()}

    def exactly(self, word: str) -> int:
        """The things that hold this very word."""
        return self._words.get(word, 0)

    def kin(self, word: str) -> int:
        """The things that hold the word or one of the same stem."""
        return self._kin.get(analysis.stem(word), 0)

    def beginning(self, start: str) -> int:
        """The things that hold a word which begins so; all that hold any, where nothing is given."""
        found = 0
        for place in range(bisect_left(self._sorted, start), len(self._sorted)):
            word = self._sorted[place]
            if not word.startswith(start):
                break
            found |= self._words[word]
        return found
