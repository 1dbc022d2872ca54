"""Libraries to measure on: the real one, and made ones of any size whose words are spread as in real text.

Words follow the Zipf-Mandelbrot law (exponent 1.18). The commonest are the words of our own pages in the order of how often they stand there, so that real
queries find something; behind them come made words, as names and rare words stand in any large text. Each page keeps to forty words of its own, in bursts.
"""

from __future__ import annotations

import random
from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from guidance.building import build_library
from guidance.library import Corpus, Library
from guidance.model import Fact, FrontMatter, Page, Section, Version
from guidance.reading import digest, read_content
from search import analysis

ROOT = Path(__file__).resolve().parent.parent
EXPONENT, SHIFT, TYPES = 1.18, 2.7, 25_000
MEAN, SPREAD, SHORTEST, LONGEST = 5.0, 0.5, 40, 420
"""Of the logarithm of a section's length in words, and the bounds: sections have about 160 words."""
TODAY = date(2026, 11, 22)
_STARTS = "an be cor dal es fin gre hol in jar kem lun mor nel or pra qui ros sta tem ul vor win xan yel zed".split()
_MIDDLES = "a ba di er fo gu il jo ka le mi no ost pi ra su ti ur ve wo".split()
_ENDS = "ation ing ed er ment ness ity al ive ance ship s".split()


def real_library() -> tuple[Library, dict[str, bytes]]:
    """Our own content as a library, and its files. Raises what reading raises."""
    files = read_content(ROOT / "content")
    library, _ = build_library(files)
    return Library(library.corpus, digest(files)), files


def made_library(model: Library, sections: int, seed: int = 7) -> Library:
    """A library of so many sections, or a few more, under the registers of the model.

    Ten sections a page; every eighth page has a replaced version besides. The same seed gives the same library.
    """
    chance = random.Random(seed)
    words = _Words(model, chance)
    pages: list[Page] = []
    made = 0
    while made < sections:
        page = _page(model, words, chance, len(pages))
        made += sum(len(version.sections) for version in page.versions)
        pages.append(page)
    corpus = Corpus(**{**{name: getattr(model.corpus, name) for name in Corpus.model_fields}, "pages": tuple(pages)})
    return Library(corpus, f"made-{sections}-{seed}")


class _Words:
    """Draws words by the law, and by a page's own subject."""

    def __init__(self, model: Library, chance: random.Random) -> None:
        counts: dict[str, int] = {}
        for page in model.corpus.pages:
            for section in page.versions[-1].sections:
                for word in analysis.words(section.text):
                    counts[word] = counts.get(word, 0) + 1
        self.known = sorted(counts, key=lambda word: (-counts[word], word))
        made = {f"{chance.choice(_STARTS)}{chance.choice(_MIDDLES)}{chance.choice(_MIDDLES)}{chance.choice(_ENDS)}" for _ in range(TYPES)} - counts.keys()
        self.all = [*self.known, *sorted(made)]
        self._sums = list(accumulate(1.0 / (rank + SHIFT) ** EXPONENT for rank in range(1, len(self.all) + 1)))
        self._chance = chance

    def draw(self) -> str:
        return self.all[bisect(self._sums, self._chance.random() * self._sums[-1])]

    def subject(self) -> list[str]:
        """Forty words for a page: neither the commonest nor, mostly, made ones."""
        return [self.all[int(30 + self._chance.paretovariate(0.8) * 40) % len(self.all)] for _ in range(40)]


def _page(model: Library, words: _Words, chance: random.Random, number: int) -> Page:
    collection = chance.choice([item.id for item in model.corpus.regulators])
    subject = words.subject()
    slug = f"made-{number}"
    days = [TODAY - timedelta(days=chance.randrange(30, 2000))]
    if number % 8 == 0:
        days.insert(0, days[0] - timedelta(days=400))
    return Page(collection=collection, slug=slug, versions=tuple(_version(model, words, chance, collection, slug, day, subject) for day in days))


def _version(model: Library, words: _Words, chance: random.Random, collection: str, slug: str, day: date, subject: list[str]) -> Version:
    own = [item.id for item in model.corpus.professions if item.regulator == collection] or ["any"]
    facts = list(model.corpus.facts)
    parts = [_section(words, chance, subject, number, chance.sample(facts, 2)) for number in range(10)]
    meta = FrontMatter(
        title=_line(chance, subject), kind="guidance", summary=_line(chance, subject), professions=(chance.choice([*own, "any"]),),
        roles=(chance.choice([*model.roles, "any"]),), topics=(chance.choice(list(model.topics)),), countries=("england", "wales"), authority="summary",
        change="Made.", significance="minor", checked=day, next_check=day, evidence={part.anchor: part.facts for part in parts},
    )  # fmt: skip
    return Version(collection=collection, slug=slug, date=day, path=f"guidance/{collection}/{slug}/{day}.md", meta=meta, sections=tuple(parts))


def _line(chance: random.Random, subject: list[str]) -> str:
    return " ".join(chance.choice(subject) for _ in range(chance.randrange(3, 8))).capitalize()


def _section(words: _Words, chance: random.Random, subject: list[str], number: int, facts: list[Fact]) -> Section:
    length = max(SHORTEST, min(LONGEST, round(chance.lognormvariate(MEAN, SPREAD))))
    sentences: list[str] = []
    while length > 0:
        size = min(length, chance.randrange(6, 24))
        line = " ".join(chance.choice(subject) if chance.random() < 0.15 else words.draw() for _ in range(size))
        sentences.append(f"{line.capitalize()}.")
        length -= size
    return Section(
        anchor=f"part-{number}", heading=_line(chance, subject), html="", text=" ".join(sentences), facts=tuple(fact.id for fact in facts)
    )  # fmt: skip
