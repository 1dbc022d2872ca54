"""Did you mean: words that the site does not know, mended by its own vocabulary.

The vocabulary and the words that are known otherwise (synonyms, names) are given to it; plain English comes from the one word list of the spellchecker package.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import lru_cache

from spellchecker import SpellChecker

from search import analysis

SHORTEST = 4
COMMON = 25
"""A word of four letters is near many others: only one as common as this is put in its place."""


@lru_cache(maxsize=1)
def is_english() -> Callable[[str], bool]:
    """Tells whether a folded word stands in a general English word list. Read once for a process: such a word is no slip for one of ours."""
    listed: Container[str] = SpellChecker(language="en", distance=1).word_frequency.dictionary
    return listed.__contains__


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap with a neighbour to get from one word to the other; anything over `most` comes back as `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, sign in enumerate(other, start=1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def allowed(word: str) -> int:
    """How many faults a word may have: none under four letters, one up to seven, two beyond; words with figures none."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) <= 7 else 2


class Speller:
    """Mends words by a vocabulary. `vocabulary`: words and how often they occur. `known`: stems or words that are right without being in it."""

    def __init__(self, vocabulary: Mapping[str, int], known: Container[str] = frozenset()) -> None:
        self.vocabulary = vocabulary
        self._known = known
        self._stems = frozenset(analysis.stem(word) for word in vocabulary)
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in sorted(vocabulary):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_length.setdefault(len(word), []).append((word, _letters(word)))
        self._mended = lru_cache(maxsize=2048)(self._mend)

    def knows(self, word: str) -> bool:
        """Whether a folded word, or a relative of it, is in the vocabulary or known otherwise."""
        stem = analysis.stem(word)
        return word in self.vocabulary or stem in self._stems or word in self._known or stem in self._known or word in analysis.STOP

    def mend(self, word: str) -> str | None:
        """The nearest word of the vocabulary, the most frequent of equals; None for a word that is known or plain English, or that nothing is near."""
        return None if self.knows(word) or is_english()(word) else self._mended(word)

    def _mend(self, word: str) -> str | None:
        most = allowed(word)
        if not most:
            return None
        near: list[tuple[int, int, str]] = []
        mine = _letters(word)
        for size in range(len(word) - most, len(word) + most + 1):
            for other, theirs in self._by_length.get(size, ()):
                if (mine ^ theirs).bit_count() > 2 * most or not _begins_alike(word, other):  # a fault changes two letters at most
                    continue
                far = distance(word, other, most)
                if far <= most and (len(word) > SHORTEST or self.vocabulary[other] >= COMMON):
                    near.append((far, -self.vocabulary[other], other))
        return min(near)[2] if near else None

    def correct(self, text: str) -> str | None:
        """The whole text with every unknown word mended where it can be, or None where nothing changes. All else stays as typed."""
        found = [(token, self.mend(token.text)) for token in analysis.tokens(text) if not self.knows(token.joined or token.text)]
        changed = text
        for token, better in reversed(found):
            if better and not self.knows(token.text):
                changed = changed[: token.start] + better + changed[token.end :]
        return changed if changed != text else None


def _letters(word: str) -> int:
    """Which letters a word has, as bits; letters far apart in the alphabets of the world may share one."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _begins_alike(one: str, other: str) -> bool:
    """Whether two words begin with the same letter, but for a first letter dropped or swapped: "sacked" is not a slip for "backed"."""
    return one[0] == other[0] or one == other[1:] or one[:2] == other[1::-1]
