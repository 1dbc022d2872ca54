"""What each feature of search adds: one is taken away at a time, and the judged questions are asked again: `.venv/bin/python -m bench.ablation`.

The figures are those of `search/quality.py` over content/search/judgements.csv. What adds nothing should go.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from unittest import mock

from bench.corpora import TODAY, real_library
from guidance.library import Library
from guidance.recent import Recent
from search import analysis, asked, hits, names, results
from search.aids import Aids, read_aids
from search.engine import Index, build
from search.hits import Hits
from search.measuring import report_on
from search.promoted import BestAnswers
from search.quality import Figures
from search.query import Group, Query
from search.ranking import TUNING, Tuning
from search.spelling import Speller
from search.synonyms import Thesaurus

NEUTRAL: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **{
        f"field {field}": (f"words found in `{field}`", {field: 0.0})
        for field in ("question", "title", "heading", "summary", "names", "body", "evidence", "asked")
    },
    "exact": ("the very word counts more than its relatives", {"exact": 0.0}),
    "loose": ("words of a longer wording wherever they stand", {"loose": 0.0}),
    "near": ("neighbours that stand near each other", {"near": 0.0}),
    "covered": ("sections that hold more of what was asked", {"covered": 0.0}),
    "enough": ("sections that hold too little are left out", {"enough": 0.0}),
    "named": ("pages that name the profession or post", {"named": 0.0}),
    "shared": ("pages shared by regulators come after the regulator's own", {"shared": 1.0}),
    "leaning": ("the regulator whose words were used", {"leaning": 1.0}),
    "filed": ("pages filed under a name without saying it", {"filed": 0.0}),
    "damping": ("rarity is damped", {"damping": 0.5}),
    "length": ("longer wordings weigh more", {"length": 0.0}),
    "small": ("small numbers weigh less", {"small": 1.0}),
    "weak": ("weak words weigh less", {"weak": 1.0}),
    "profession": ("a profession weighs less than other words", {"profession": 1.0}),
    "regulator": ("a regulator weighs less than other words", {"regulator": 1.0}),
}
"""Features that a number switches off: by their short name, what they are, and the neutral numbers."""


@dataclass(frozen=True)
class Bench:
    """Everything that search needs, to be altered one part at a time."""

    files: Mapping[str, bytes]
    library: Library
    folder: Path
    aids: Aids

    def measure(self, tuning: Tuning = TUNING, aids: Aids | None = None, change: Callable[[Query], Query] | None = None) -> Figures:
        """The figures of search with other numbers, other aids, or each query changed before it is asked."""
        index = Index(self.folder, self.library, tuning)
        try:
            altered = replace(aids or self.aids, recent=Recent(0), measured=Recent(1))
            return report_on(Altered(index, change), self.library, altered, TODAY).overall
        finally:
            index.close()


class Altered:
    """An index that is asked other queries than those that it is given."""

    def __init__(self, index: Index, change: Callable[[Query], Query] | None) -> None:
        """index: that is asked. change: what becomes of each query first; None leaves it."""
        self.digest = index.digest
        self._index, self._change = index, change

    def search(self, query: Query) -> Hits:
        """One page of hits for the changed query."""
        return self._index.search(self._change(query) if self._change else query)


def main() -> None:
    """Measure with everything, then without one feature at a time, and print a table in Markdown, the feature that adds most first."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "").parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = _bench(Path(folder) / "index")
        whole = bench.measure()
        rows = [(name, what, bench.measure(replace(TUNING, **numbers))) for name, (what, numbers) in NEUTRAL.items()]
        rows += [(name, what, bench.measure(aids=aids)) for name, what, aids in _without(bench)]
        rows += [(name, what, bench.measure(change=change)) for name, (what, change) in QUERIES.items()]
        for name, what, switch in _code():
            with switch:
                rows.append((name, what, bench.measure()))
        with _whole_words():
            rows.append(("stems", "relatives of a word", _bench(Path(folder) / "plain").measure()))
    rows.sort(key=lambda row: row[2].success + row[2].mrr + row[2].ndcg)
    print("| without | what it does | success@3 | MRR | nDCG@10 |\n|---|---|---|---|---|")
    print(f"| nothing | | {whole.success:.3f} | {whole.mrr:.3f} | {whole.ndcg:.3f} |")
    for name, what, found in rows:
        parts = (found.success - whole.success, found.mrr - whole.mrr, found.ndcg - whole.ndcg)
        print(f"| {name} | {what} | {' | '.join(f'{part:+.3f}' for part in parts)} |")


def _bench(folder: Path) -> Bench:
    library, files = real_library()
    build(library, folder, None, asked.load_asked(files[asked.PATH])[0])
    index = Index(folder, library)
    aids, _ = read_aids(files, library, TODAY, index.vocabulary())
    index.close()
    return Bench(files, library, folder, aids)


def _without(bench: Bench) -> Iterator[tuple[str, str, Aids]]:
    """Aids with one of them empty."""
    clashes = bench.aids.thesaurus.clashes
    yield "synonyms", "other words for the same thing", replace(bench.aids, thesaurus=Thesaurus(clashes=clashes))
    yield "clashes", "letters with several meanings", replace(bench.aids, thesaurus=replace(bench.aids.thesaurus, clashes={}))
    yield "best answers", "sections promoted by hand", replace(bench.aids, best=BestAnswers())
    yield "spelling", "words that are mended", replace(bench.aids, speller=Speller({}))


def _groups(change: Callable[[Group], Group | None]) -> Callable[[Query], Query]:
    return lambda query: replace(query, groups=tuple(found for group in query.groups if (found := change(group))) or query.groups)


def _single(group: Group) -> Group:
    kept = tuple(item for item in group.alternatives if len(item.words) == 1 or item.words == group.typed)
    return replace(group, alternatives=kept or group.alternatives)


QUERIES: Mapping[str, tuple[str, Callable[[Query], Query]]] = {
    "phrases": ("synonyms of several words", _groups(_single)),
    "names": ("professions, posts and regulators as names", _groups(lambda group: replace(group, names=()))),
    "prefer": ("the regulator that the words name comes first", lambda query: replace(query, prefer=())),
}
"""Features that are taken out of each query."""


def _code() -> Iterator[tuple[str, str, ExitStack]]:
    """Features that stand in the code as constants."""
    for name, what, module, constant, value in (
        ("keeping", "wordings of “stay registered” for those who ask it", results, "KEEPING", ()),
        ("spread", "regulators in turn where none was named", hits, "TAKEN", (1.0,) * len(hits.TAKEN)),
        ("stop words", "words that say nothing are left out", analysis, "STOP", frozenset()),
    ):
        stack = ExitStack()
        stack.enter_context(mock.patch.object(module, constant, value))
        yield name, what, stack


@contextmanager
def _whole_words() -> Iterator[None]:
    """While it lasts, no word has relatives."""
    with mock.patch.object(analysis, "stem", lambda word: word):
        names._names_of.cache_clear()
        yield
    names._names_of.cache_clear()


if __name__ == "__main__":
    assert {field.name for field in fields(Tuning)} >= {name for _, numbers in NEUTRAL.values() for name in numbers}
    main()
