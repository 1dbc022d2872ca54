"""Two other engines that do the work of our search on the same text: SQLite's FTS5 and tantivy.

Each gets the words as we have read and widened them (groups of wordings), ranks the sections in force by BM25 over the same four texts with weights, counts
the same seven facets over all matches, and cuts ten snippets with marks. Neither groups by page, prefers regulators or pins best answers: they do less.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import tantivy

from guidance.library import Library
from guidance.model import Date
from search.documents import Entry, entries
from search.query import FACETS, Query

WEIGHTS = {"title": 3.0, "heading": 2.0, "summary": 1.0, "body": 1.0}
TOP = 10


@dataclass(frozen=True)
class Page:
    """What a rival gives: matches in all, the first ten as (page, anchor, snippet), and counts by facet."""

    total: int
    results: tuple[tuple[str, str, str], ...]
    facets: dict[str, dict[str, int]]


class Rival(Protocol):
    """An engine to compare with."""

    name: str

    def build(self, library: Library, folder: Path) -> None:
        """Index a library in a new folder."""
        ...

    def search(self, query: Query) -> Page:
        """The first page of a query."""
        ...


def _texts(entry: Entry, texts: dict[str, str]) -> dict[str, str]:
    return {"title": entry.title, "heading": entry.heading, "summary": texts["summary"], "body": texts["body"]}


def _wordings(query: Query) -> list[tuple[tuple[str, ...], float]]:
    """All wordings of the query, each once, the heaviest first."""
    found: dict[tuple[str, ...], float] = {}
    for group in query.groups:
        for item in group.alternatives:
            found[item.words] = max(found.get(item.words, 0.0), item.weight)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


class Fts5:
    """SQLite FTS5 with its Porter stemmer; facets by a join, dates by a column."""

    name = "SQLite FTS5"

    def build(self, library: Library, folder: Path) -> None:
        """Index a library in a new folder."""
        self._db = sqlite3.connect(folder / "fts5.db")
        self._db.executescript(
            """
            PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA temp_store = memory;
            CREATE VIRTUAL TABLE part USING fts5(title, heading, summary, body, tokenize = "porter unicode61 remove_diacritics 2");
            CREATE TABLE entry (id INTEGER PRIMARY KEY, page TEXT, anchor TEXT, valid_from TEXT, valid_to TEXT);
            CREATE TABLE facet (entry INTEGER, facet TEXT, value TEXT);
            """
        )
        for number, (entry, texts) in enumerate(entries(library), start=1):
            shown = _texts(entry, texts)
            self._db.execute("INSERT INTO part (rowid, title, heading, summary, body) VALUES (?, ?, ?, ?, ?)", (number, *shown.values()))
            until = min((day for day in (entry.valid_to, entry.withdrawn) if day), default=Date.max)
            self._db.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", (number, entry.page, entry.anchor, entry.valid_from.isoformat(), until.isoformat()))
            for facet in FACETS:
                self._db.executemany("INSERT INTO facet VALUES (?, ?, ?)", [(number, facet, value) for value in entry.values(facet)])
        self._db.executescript("CREATE INDEX by_entry ON facet (entry); INSERT INTO part (part) VALUES ('optimize'); ANALYZE;")
        self._db.commit()

    def search(self, query: Query) -> Page:
        """The first page of a query."""
        match = " OR ".join('"' + " ".join(words) + '"' for words, _ in _wordings(query))
        if not match:
            return Page(0, (), {})
        day = query.on.isoformat()
        run = self._db.execute
        run("CREATE TEMP TABLE IF NOT EXISTS found (id INTEGER PRIMARY KEY, score REAL)")
        run("DELETE FROM temp.found")
        weights = ", ".join(str(weight) for weight in WEIGHTS.values())
        run(
            f"INSERT INTO temp.found SELECT entry.id, bm25(part, {weights}) FROM part JOIN entry ON entry.id = part.rowid"
            " WHERE part MATCH ? AND valid_from <= ? AND valid_to > ?",
            (match, day, day),
        )
        (total,) = run("SELECT count(*) FROM temp.found").fetchone()
        facets: dict[str, dict[str, int]] = {}
        for facet, value, count in run("SELECT facet, value, count(*) FROM facet JOIN temp.found ON facet.entry = found.id GROUP BY facet, value"):
            facets.setdefault(facet, {})[value] = count
        rows = run(
            "SELECT page, anchor, snippet(part, 3, '<mark>', '</mark>', '...', 30) FROM part JOIN temp.found ON found.id = part.rowid"
            " JOIN entry ON entry.id = part.rowid WHERE part MATCH ? ORDER BY score LIMIT ?",
            (match, TOP),
        ).fetchall()
        return Page(total, tuple(rows), facets)


class Tantivy:
    """tantivy with its English stemmer; facets by its aggregations, dates as numbers."""

    name = "tantivy"

    def build(self, library: Library, folder: Path) -> None:
        """Index a library in a new folder."""
        builder = tantivy.SchemaBuilder()
        for field in WEIGHTS:
            builder.add_text_field(field, stored=field == "body", tokenizer_name="en_stem")
        for field in ("page", "anchor"):
            builder.add_text_field(field, stored=True, tokenizer_name="raw")
        for facet in FACETS:
            builder.add_text_field(facet, fast=True, tokenizer_name="raw")
        for field in ("valid_from", "valid_to"):
            builder.add_integer_field(field, indexed=True, fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(heap_size=100_000_000, num_threads=1)
        for entry, texts in entries(library):
            until = min((day for day in (entry.valid_to, entry.withdrawn) if day), default=Date.max)
            facets = {facet: sorted(entry.values(facet)) for facet in FACETS}
            days = {"valid_from": entry.valid_from.toordinal(), "valid_to": until.toordinal()}
            writer.add_document(tantivy.Document(page=entry.page, anchor=entry.anchor, **_texts(entry, texts), **facets, **days))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        stemmer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english"))
        self._stemmer = stemmer.build()

    def search(self, query: Query) -> Page:
        """The first page of a query."""
        wordings = _wordings(query)
        if not wordings:
            return Page(0, (), {})
        clauses: list[tuple[Any, Any]] = []
        for words, weight in wordings:
            stems: list[str | tuple[int, str]] = [part for word in words for part in self._stemmer.analyze(word)]
            for field, boost in WEIGHTS.items():
                one: Any = tantivy.Query.term_query(self._schema, field, str(stems[0])) if len(stems) == 1 else None
                clause = one or tantivy.Query.phrase_query(self._schema, field, stems)
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(clause, boost * weight)))
        day = query.on.toordinal()
        begun = tantivy.Query.range_query(self._schema, "valid_from", tantivy.FieldType.Integer, 0, day)
        valid = tantivy.Query.range_query(self._schema, "valid_to", tantivy.FieldType.Integer, day, Date.max.toordinal(), include_lower=False)
        either = tantivy.Query.boolean_query(clauses)
        must = [tantivy.Query.const_score_query(item, 0.0) for item in (begun, valid)]
        whole = tantivy.Query.boolean_query([(tantivy.Occur.Must, item) for item in (either, *must)])
        found = self._searcher.search(whole, TOP)
        cutter = tantivy.SnippetGenerator.create(self._searcher, either, self._schema, "body")
        cutter.set_max_num_chars(200)
        results: list[tuple[str, str, str]] = []
        for _, address in found.hits:
            document = self._searcher.doc(address)
            results.append((str(document.get_first("page")), str(document.get_first("anchor")), cutter.snippet_from_doc(document).to_html()))
        asked = {facet: {"terms": {"field": facet, "size": 200}} for facet in FACETS}
        counted = self._searcher.aggregate(whole, asked)
        facets = {facet: {item["key"]: item["doc_count"] for item in counted[facet]["buckets"]} for facet in FACETS}
        return Page(int(getattr(found, "count", 0)), tuple(results), facets)
