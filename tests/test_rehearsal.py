"""A new release is asked what people ask before they do."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from flask import Flask, g

from guidance.recent import Recent
from publishing.rehearsal import Rehearsal
from publishing.release import Release
from search.measuring import report_on
from search.query import parse
from search.results import find
from tests.conftest import TODAY


@pytest.fixture
def release(app: Flask) -> Release:
    """The release of the real content, with nothing asked yet and three questions to ask."""
    with app.test_request_context("/"):
        app.preprocess_request()
        served: Release = g.release
    return replace(served, aids=replace(served.aids, recent=Recent(), measured=Recent(2), judgements=served.aids.judgements[:3]))


def test_what_was_rehearsed_is_answered_without_the_engine(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Rehearsal().step(release, TODAY, seconds=60)
    monkeypatch.setattr(release.index, "search", lambda query: pytest.fail("the engine was asked"))
    assert find(release.index, release.library, parse(release.aids.judgements[2].query, on=TODAY), release.aids).total


def test_the_report_on_quality_comes_out_of_the_rehearsal(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = report_on(release.index, release.library, release.aids, TODAY)
    fresh = replace(release, aids=replace(release.aids, recent=Recent(), measured=Recent(2)))
    rehearsal = Rehearsal()
    while rehearsal.step(fresh, TODAY, seconds=0.001):
        pass
    monkeypatch.setattr(fresh.index, "search", lambda query: pytest.fail("the engine was asked"))
    assert report_on(fresh.index, fresh.library, replace(fresh.aids, recent=Recent()), TODAY) == measured
    assert measured.overall.questions == 3


def test_a_rehearsal_stops_when_its_time_is_up_and_goes_on_later(release: Release) -> None:
    rehearsal = Rehearsal()
    assert rehearsal.step(release, TODAY, seconds=0)
    assert not rehearsal.step(release, TODAY, seconds=60)
    assert rehearsal.step(release, TODAY + datetime.timedelta(days=1), seconds=0), "another day is another rehearsal"
