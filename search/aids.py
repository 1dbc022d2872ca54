"""What stands above the engine for one release: synonyms, best answers and spelling, made once from content and index and shared by all requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import Date
from search import promoted, synonyms
from search.names import names_of
from search.promoted import BestAnswers
from search.recent import Recent
from search.spelling import Speller
from search.synonyms import Thesaurus


@dataclass(frozen=True)
class Aids:
    """Thesaurus, best answers and speller; empty ones by default. `recent`: pages of results made with them."""

    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    best: BestAnswers = field(default_factory=BestAnswers)
    speller: Speller = field(default_factory=lambda: Speller({}))
    recent: Recent = field(default_factory=Recent, compare=False)


def read_aids(files: Mapping[str, bytes], library: Library, on: Date, vocabulary: Mapping[str, int]) -> tuple[Aids, list[Issue]]:
    """Make the aids of a release.

    files: content by path, in which either file may be missing. library: of the same content. on: when best answers must be in force.
    vocabulary: of the index (`Index.vocabulary()`), or empty when only the issues are wanted. Returns aids and all issues. Raises nothing.
    """
    thesaurus, issues = synonyms.load_thesaurus(files.get(synonyms.PATH, b""))
    issues += synonyms.check_thesaurus(thesaurus, library)
    best, faults = promoted.load_best_answers(files.get(promoted.PATH, b""), library, on)
    named = frozenset(part for key in names_of(library).by_key for part in key)
    return Aids(thesaurus, best, Speller(vocabulary, thesaurus.known() | named)), [*issues, *faults]
