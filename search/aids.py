"""What stands above the engine for one release: synonyms, best answers, spelling, suggestions; made once from content and index, shared by all requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import Date
from guidance.recent import Recent
from search import asked, promoted, quality, synonyms
from search.names import names_of
from search.promoted import BestAnswers
from search.quality import Judgement
from search.spelling import Speller
from search.suggestions import Suggester
from search.synonyms import Thesaurus


@dataclass(frozen=True)
class Aids:
    """Thesaurus, best answers, speller and suggester; empty ones by default. `recent`: pages of results made with them.

    `judgements`: questions with the sections that answer them, and `measured`: how well they were found.
    """

    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    best: BestAnswers = field(default_factory=BestAnswers)
    speller: Speller = field(default_factory=lambda: Speller({}))
    suggester: Suggester = field(default_factory=Suggester, compare=False)
    recent: Recent = field(default_factory=Recent, compare=False)
    judgements: tuple[Judgement, ...] = ()
    measured: Recent = field(default_factory=lambda: Recent(2), compare=False)


def read_aids(files: Mapping[str, bytes], library: Library, on: Date, vocabulary: Mapping[str, int]) -> tuple[Aids, list[Issue]]:
    """Make the aids of a release.

    files: content by path, in which any of the files may be missing. library: of the same content. on: when best answers must be in force.
    vocabulary: of the index (`Index.vocabulary()`), or empty when only the issues are wanted. Returns aids and all issues. Raises nothing.
    """
    thesaurus, told = _read_thesaurus(files.get(synonyms.PATH, b""))
    issues = [*told, *synonyms.check_thesaurus(thesaurus, library)]
    best, faults = promoted.load_best_answers(files.get(promoted.PATH, b""), library, on)
    words, wrong = asked.load_asked(files.get(asked.PATH, b""))
    faults += [*wrong, *asked.check_asked(words, files.get(asked.PATH, b""), library, on)]
    judgements, odd = quality.load_judgements(files.get(quality.PATH, b""))
    faults += [*odd, *quality.check_judgements(judgements, library, on)]
    named = frozenset(part for key in names_of(library).by_key for part in key)
    speller = Speller(vocabulary, thesaurus.known() | named)
    return Aids(thesaurus, best, speller, Suggester(library, thesaurus, speller), judgements=judgements), [*issues, *faults]


@lru_cache(maxsize=2)
def _read_thesaurus(data: bytes) -> tuple[Thesaurus, tuple[Issue, ...]]:
    """Kept, because it is read when content is checked and again when its release is opened, and most changes are to pages."""
    thesaurus, issues = synonyms.load_thesaurus(data)
    return thesaurus, tuple(issues)
