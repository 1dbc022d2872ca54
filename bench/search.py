"""Our search beside SQLite FTS5 and tantivy, on our own content and on made libraries: `.venv/bin/python -m bench.search`.

All engines answer the same queries (content/search/judgements.csv) in turn, in one process, so that a noisy machine is noisy for all: trust the ratios.
A figure is processor time of one whole search: words read and widened, sections ranked, facets counted, ten snippets cut. No page of results is kept. Every
engine is first warmed with a third of the queries; the figures are of the others, asked once ("new") and then again ("again": what was ranked for single
wordings is still kept by ours, and pages of the disk by the rivals).
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bench.asking import spent
from bench.corpora import TODAY, made_library, real_library
from bench.rivals import Fts5, Rival, Tantivy
from guidance.library import Library
from guidance.recent import Recent
from search import engine
from search.aids import Aids, read_aids
from search.asked import PATH as ASKED
from search.asked import load_asked
from search.intent import read_intent
from search.query import Query, parse
from search.results import find
from search.synonyms import expand

Times = dict[str, list[float]]


def main() -> None:
    """Build, ask, print a table for each library."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--sizes", type=int, nargs="*", default=[1000, 5000, 50000], help="sections of the made libraries")
    arguments.add_argument("--rounds", type=int, default=3, help="times that each query is asked again; the quickest counts")
    arguments.add_argument("--queries", type=int, default=320, help="how many of the queries are asked")
    chosen = arguments.parse_args()
    model, files = real_library()
    queries = texts(files)[: chosen.queries]
    print(f"{len(queries)} queries, a third of them to warm up; asked again {chosen.rounds} times. Processor milliseconds of one process.\n")
    measure("our own content", model, model, files, queries, chosen.rounds)
    for size in chosen.sizes:
        measure("made", made_library(model, size), model, files, queries, chosen.rounds)


def texts(files: Mapping[str, bytes]) -> list[str]:
    """The queries, each once."""
    rows = csv.DictReader(io.StringIO(files["search/judgements.csv"].decode()))
    return sorted({row["query"] for row in rows})


def measure(name: str, library: Library, model: Library, files: Mapping[str, bytes], queries: list[str], rounds: int) -> None:
    """Build a library in every engine, ask all queries, and print what it took."""
    count = sum(len(version.sections) for page in library.corpus.pages for version in page.versions)
    with tempfile.TemporaryDirectory() as folder:
        built: dict[str, float] = {}
        rivals: list[Rival] = [Fts5(), Tantivy()]
        ours = Path(folder) / "ours"
        built["ours"] = spent(lambda: engine.build(library, ours, asked=load_asked(files[ASKED])[0]))
        index = engine.Index(ours, library)
        aids, _ = read_aids(files, model, TODAY, index.vocabulary())
        aids = replace(aids, recent=Recent(0))
        for rival in rivals:
            place = Path(folder) / rival.name
            place.mkdir()
            built[rival.name] = spent(lambda rival=rival, place=place: rival.build(library, place))  # type: ignore[misc]
        ways: dict[str, Callable[[str], object]] = {"ours": lambda text: find(index, library, parse(text, on=TODAY), aids)}
        for rival in rivals:
            ways[rival.name] = lambda text, rival=rival: rival.search(widened(text, model, aids))  # type: ignore[misc]
        ways["(reading and widening alone)"] = lambda text: widened(text, model, aids)
        _ask(ways, queries[::3])
        rest = [text for number, text in enumerate(queries) if number % 3]
        new = _ask(ways, rest)
        again = [_ask(ways, rest) for _ in range(rounds)]
        quickest = {way: [min(times) for times in zip(*(found[way] for found in again), strict=True)] for way in ways}
        _print(f"{name}, {count:,} sections", {"new": new, "again": quickest}, built)
        index.close()


def widened(text: str, library: Library, aids: Aids) -> Query:
    """The words read, mended and widened, as our search does it before it ranks."""
    query = parse(aids.speller.correct(text) or text, on=TODAY)
    intent = read_intent(query.text, library, aids.thesaurus)
    return expand(query, aids.thesaurus, library, intent.worlds)


def _ask(ways: Mapping[str, Callable[[str], object]], queries: list[str]) -> Times:
    times: Times = {name: [] for name in ways}
    for text in queries:
        for name, way in ways.items():
            times[name].append(spent(lambda way=way, text=text: way(text)))  # type: ignore[misc]
    return times


def _print(title: str, asked: Mapping[str, Times], built: Mapping[str, float]) -> None:
    print(f"### {title}\n\n| | | median ms | p95 ms | mean ms | ours / this, median | ours / this, mean | build s |\n|---|---|---|---|---|---|---|---|")
    for kind, times in asked.items():
        own = times["ours"]
        for name, found in times.items():
            middle, mean = statistics.median(found), statistics.fmean(found)
            ratios = f"{statistics.median(own) / middle:.2f} | {statistics.fmean(own) / mean:.2f}"
            build = f"{built[name]:.1f}" if name in built and kind == "new" else ""
            print(f"| {name} | {kind} | {middle * 1e3:.2f} | {sorted(found)[int(len(found) * 0.95)] * 1e3:.2f} | {mean * 1e3:.2f} | {ratios} | {build} |")
    print()


if __name__ == "__main__":
    main()
