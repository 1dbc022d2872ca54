"""The fields of the index, one document a section of a version, and the stemmer behind the stemmed ones.

Texts reach the index as words that `search/analysis.py` has already made, so that index and query can never disagree on what a word is.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import lru_cache

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh is of 2016: compiling it warns of old escapes, which are errors under `-W error` and noise to everybody else
    import whoosh.codec.whoosh3  # type: ignore[import-untyped]  # else imported at the first index, outside this block
    from whoosh.analysis import Token, Tokenizer  # type: ignore[import-untyped]
    from whoosh.fields import KEYWORD, NUMERIC, STORED, TEXT, Schema  # type: ignore[import-untyped]
    from whoosh.index import create_in, open_dir  # type: ignore[import-untyped]
    from whoosh.lang.porter import stem as porter  # type: ignore[import-untyped]
    from whoosh.scoring import bm25  # type: ignore[import-untyped]
    from whoosh.util.numeric import byte_to_length, length_to_byte  # type: ignore[import-untyped]

__all__ = ["create_in", "open_dir", "whoosh"]

TEXTS = ("question", "title", "heading", "summary", "names", "body", "evidence", "asked")
"""What is searched as text; `question` is the title of an FAQ, `evidence` what the section rests on, `asked` words in which people ask for it.
Each has a twin for stems, named by `stems_of`."""

KEYWORDS = ("collection", "kind", "regulators", "professions", "roles", "topics", "countries")
"""What is filtered by: ids, separated by commas."""

DATES = ("valid_from", "valid_to", "withdrawn")
"""When a version begins, is replaced and is withdrawn: dates as written, or empty."""


LENGTHS = "lengths"
"""The number of words in each text field, in the order of `FIELDS`. The engine keeps lengths roughly, and those of deleted sections in its sums."""


def stems_of(field: str) -> str:
    """The name of the field that holds the stems of a text field."""
    return f"{field}_stems"


FIELDS = (*TEXTS, *map(stems_of, TEXTS))
"""Every field of words: as written, and stemmed."""
LONG = frozenset(name for field in ("body", "evidence") for name in (field, stems_of(field)))
"""The fields that are as long as they like, while the others are headings."""


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """The Porter stem of one lower-case word. Never raises: what the algorithm cannot read comes back unchanged.

    Words of up to three letters are left alone: most are abbreviations, and "hrs" must not become the "hr" of human resources.
    """
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    return str(porter(word))


class Places(Tokenizer):  # type: ignore[misc]
    """Reads a prepared text: places separated by blanks, and the words that share a place by `|`."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **_: object) -> Iterator[Token]:
        """One token for each word, with the number of its place. `positions` and `mode` are asked for by the engine."""
        for place, words in enumerate(value.split()):
            for word in words.split("|"):
                token = Token(positions=True, chars=False, removestops=False, mode=mode)
                token.text = word
                token.pos = place
                token.boost = 1.0
                token.stopped = False
                yield token


def fields() -> Schema:
    """The schema of a new index."""
    found: dict[str, object] = {"order": NUMERIC(stored=True), "page": STORED(), "anchor": STORED(), "stamp": STORED()}
    for name in TEXTS:
        found[name] = TEXT(analyzer=Places(), phrase=True, stored=False)
        found[stems_of(name)] = TEXT(analyzer=Places(), phrase=True, stored=False)
    found.update((name, KEYWORD(stored=True, commas=True)) for name in KEYWORDS)
    found.update((name, STORED()) for name in (*DATES, "named", "shown_title", "shown_heading", LENGTHS))
    return Schema(**found)


def rounded(length: int) -> int:
    """The length of a field as the engine scores it: exact when short, ever more roughly when long."""
    return int(byte_to_length(length_to_byte(length)))


def saturated(field: str, times: float, length: int, mean: float) -> float:
    """The weight of a word that stands so many times in a field of this length: the engine's BM25, without rarity.

    length: `rounded`. mean: of all sections. Short fields are punished less for their length than bodies.
    """
    long = field in LONG
    return float(bm25(1.0, times, length, mean, 0.6 if long else 0.4, 1.2))
