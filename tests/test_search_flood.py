"""What strangers may do on purpose: keys that fill the memory, words that cost time, floods of misses, figures asked for again and again."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.library import Library
from search import address, quality
from search.aids import Aids
from search.counting import Counter
from search.engine import Index, build
from search.impacts import Weights
from search.intent import read_intent
from search.kept import Kept
from search.measuring import report_on
from search.misses import LISTED, Miss, Report
from search.query import parse
from search.results import find
from search.spelling import Speller, _begins_alike, allowed, distance
from tests.miniature_search import TODAY, library


def test_words_that_find_nothing_do_not_fill_the_memory() -> None:
    kept: Kept[Weights] = Kept(most=4000)
    for number in range(5000):
        kept.get((f"word{number}",), lambda: Weights.made_of({}))
    assert len(kept._newer) + len(kept._older) <= 102


def test_letters_that_are_repeated_are_asked_about_once(app: Flask) -> None:
    release = app.extensions["current"].release()
    once, often = (read_intent("pa md cd ao " * times, release.library, release.aids.thesaurus).clashes for times in (1, 30))
    assert len(once) == len(often) == len(set(often)) > 1


@pytest.mark.parametrize("text", ["regulator:nmc " * 28, "regulator:nmcx " * 26, 'regulator:"nmc" ' * 24])
def test_a_text_is_read_a_few_times_however_many_links_have_it(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    read: list[str] = []

    def counted(text: str, *, on: datetime.date, **others: object) -> object:
        read.append(text)
        return parse(text, on=on, **others)  # type: ignore[arg-type]

    address.scopes.cache_clear()
    address.without_scopes.cache_clear()
    monkeypatch.setattr(address, "parse", counted)
    assert client.get("/search", query_string={"q": text}).status_code == 200
    assert 0 < len(read) <= 70


def _slow_mend(speller: Speller, word: str) -> str | None:
    """The nearest word, every word being looked at."""
    most = allowed(word)
    near = [(distance(word, other, most), -times, other) for other, times in speller.vocabulary.items() if other.isalpha() and len(other) >= 4]
    found = min((item for item in near if item[0] <= most and _begins_alike(word, item[2])), default=None)
    return found[2] if found else None


def test_mending_passes_over_no_word_that_is_near(app: Flask) -> None:
    whole = app.extensions["current"].release().aids.speller.vocabulary
    chance = random.Random(3)
    words = sorted(word for word in whole if 5 <= len(word) <= 12 and word.isalpha())
    speller = Speller({word: whole[word] for word in chance.sample(words, 500)} | {"réanimation": 3})
    slips = []
    for word in [*chance.sample(sorted(speller.vocabulary), 60), "réanimation"]:
        place = chance.randrange(len(word) - 1)
        sign = chance.choice("aeinrstxz")
        slips += [word[:place] + sign + word[place + 1 :], word[:place] + sign + word[place:], word[:place] + word[place + 1 :]]
        slips.append(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    assert [speller._mend(slip) for slip in slips if len(slip) > 4] == [_slow_mend(speller, slip) for slip in slips if len(slip) > 4]
    assert sum(speller._mend(slip) is not None for slip in slips) > 200


def test_a_flooded_list_shows_the_latest_and_no_more(tmp_path: Path) -> None:
    clock = [0]
    counter = Counter(tmp_path, lambda: clock[0])
    assert counter.report(TODAY) == Report()
    for step in range(3):
        clock[0] += 2
        for number in range(LISTED // 2 + 20):
            for day in (TODAY, TODAY - datetime.timedelta(days=1)):
                text = f"nurse {'x' * 3} {number} {day.day}"
                counter._add_all([(day, clock[0], Miss("weak", text))])
        assert step < 2 or len(counter.report(TODAY).texts) == LISTED
    texts = counter.report(TODAY).texts
    assert sum(item.days[0][0] == TODAY for item in texts) == LISTED // 2 + 20 and all(item.total == 3 for item in texts)


def test_the_figures_of_a_release_are_worked_out_once(tmp_path: Path) -> None:
    lib: Library = library()
    build(lib, tmp_path / "a")
    index = Index(tmp_path / "a", lib)
    asked: list[str] = []

    class Watched:
        digest = index.digest

        def search(self, query):  # type: ignore[no-untyped-def]
            asked.append(query.text)
            return index.search(query)

    watched = Watched()
    aids = Aids(judgements=tuple(quality.Judgement(text, "nmc", {("nmc/hours", "how-many"): 3}) for text in ("hours", "licence")))
    find(watched, lib, parse("hours", on=TODAY), aids)
    first = report_on(watched, lib, aids, TODAY)
    assert asked == ["hours", "licence"], "what was asked before is not asked again"
    assert report_on(watched, lib, aids, TODAY) is first and len(asked) == 2
    find(watched, lib, parse("licence", on=TODAY), aids)
    assert asked == ["hours", "licence", "licence"], "measuring keeps no page"
    index.close()
