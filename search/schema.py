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
    from whoosh.scoring import BM25F  # type: ignore[import-untyped]

__all__ = ["create_in", "open_dir", "whoosh"]

TEXTS = ("question", "title", "heading", "summary", "names", "body", "evidence")
"""What is searched as text; `question` is the title of an FAQ, `evidence` what the section rests on. Each has a twin for stems, named by `stems_of`."""

KEYWORDS = ("collection", "kind", "regulators", "professions", "roles", "topics", "countries")
"""What is filtered by: ids, separated by commas."""

DATES = ("valid_from", "valid_to", "withdrawn")
"""When a version begins, is replaced and is withdrawn: dates as written, or empty."""


def stems_of(field: str) -> str:
    """The name of the field that holds the stems of a text field."""
    return f"{field}_stems"


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
    found.update((name, STORED()) for name in (*DATES, "named", "shown_title", "shown_heading"))
    return Schema(**found)


def weighting() -> BM25F:
    """How one word is scored in one field: BM25F, with short fields punished less for their length than bodies."""
    short = {f"{name}_B": 0.4 for field in TEXTS if field not in ("body", "evidence") for name in (field, stems_of(field))}
    return BM25F(B=0.6, K1=1.2, **short)
