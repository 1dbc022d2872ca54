"""Tokens: what they allow, how they end, what of them is kept, and how failures are counted."""

from __future__ import annotations

import datetime
import errno
import hmac
import os
import stat
from pathlib import Path

import pytest

from publishing.access import limits, signing, tokens
from publishing.access.limits import Limits
from publishing.access.signing import signing_key
from publishing.refusals import NotFound, NotSignedIn, Refused, TooMany, Unwritable
from tests.miniature_desk import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_token_tells_who_signs_in(office: Office) -> None:
    made, secret = office.tokens.create("nmc", ["approve", "submit"], "Web team", 30)
    found = office.tokens.find(f" {secret}\n")
    assert (found.token, found.label, found.regulator, found.scopes) == (made.id, "Web team", "nmc", frozenset(tokens.SCOPES))
    assert office.tokens.all() == [made]


def test_a_secret_is_long_and_kept_nowhere(office: Office) -> None:
    made = [office.tokens.create("nmc", ["submit"], "Web team", 30) for _ in range(5)]
    secrets = {secret for _, secret in made}
    assert len(secrets) == 5 and len({token.salt for token, _ in made}) == 5
    for _, secret in made:
        assert len(secret.split("_", 2)[2]) == 43
        for path in office.folder.rglob("*"):
            if path.is_file():
                assert secret.split("_", 2)[2] not in path.read_text()


def test_what_the_desk_keeps_is_for_the_site_alone(office: Office) -> None:
    office.tokens.create("nmc", ["submit"], "Web team", 30)
    signing_key(office.folder / "desk")
    with pytest.raises(NotSignedIn):
        office.tokens.find("wrong")
    for path in [office.folder / "desk", *(office.folder / "desk").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.parametrize(
    "text", ["", "stay_", "nonsense", "stay_0123456789_" + "x" * 43, "stay_0123456789_short", "Bearer x", "stay_../../etc_" + "x" * 43, "\0", "é" * 60]
)
def test_what_is_no_token_is_refused(office: Office, text: str) -> None:
    office.tokens.create("nmc", ["submit"], "Web team", 30)
    with pytest.raises(NotSignedIn, match="copied whole"):
        office.tokens.find(text)


def test_another_secret_with_the_same_id_is_refused(office: Office) -> None:
    _, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    with pytest.raises(NotSignedIn):
        office.tokens.find(secret[:-1] + ("A" if secret[-1] != "A" else "B"))


def test_a_token_ends(office: Office) -> None:
    _, secret = office.tokens.create("nmc", ["submit"], "Web team", 2)
    office.pass_time(days=2, seconds=-1)
    office.tokens.find(secret)
    office.pass_time(seconds=1)
    with pytest.raises(NotSignedIn, match="expired"):
        office.tokens.find(secret)


def test_a_token_can_be_revoked_at_once_and_stays_so(office: Office) -> None:
    made, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    first = office.tokens.revoke(made.id)
    with pytest.raises(NotSignedIn, match="revoked"):
        office.tokens.find(secret)
    office.pass_time(hours=1)
    assert office.tokens.revoke(made.id) == first
    assert [line.what for line in office.ledger.audit.lines()] == ["token made", "token revoked"]
    with pytest.raises(NotFound):
        office.tokens.revoke("0123456789")
    with pytest.raises(NotFound):
        office.tokens.revoke("../../content")


@pytest.mark.parametrize(
    ("regulator", "scopes", "label", "days"),
    [("NMC", ["submit"], "x", 3), ("nmc", [], "x", 3), ("nmc", ["submit"], "", 3), ("nmc", ["submit"], "a\nb", 3), ("nmc", ["submit"], "x", 0),
     ("nmc", ["submit"], "x", 367), ("../x", ["submit"], "x", 3), ("nmc", ["submit"], "x" * 81, 3)],
)  # fmt: skip
def test_a_token_that_fits_nothing_is_not_made(office: Office, regulator: str, scopes: list[tokens.Scope], label: str, days: int) -> None:
    with pytest.raises(Refused):
        office.tokens.create(regulator, scopes, label, days)
    assert office.tokens.all() == [] and office.ledger.audit.lines() == []


def test_every_attempt_costs_one_comparison_in_constant_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the id is known, unknown or not even one."""
    _, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    compared: list[tuple[str, str]] = []
    plain = hmac.compare_digest

    def note(first: str, second: str) -> bool:
        compared.append((first, second))
        return plain(first, second)

    monkeypatch.setattr(hmac, "compare_digest", note)
    office.tokens.find(secret)
    for text in (secret[:-2] + "zz", "stay_0123456789_" + "x" * 43, "nonsense"):
        with pytest.raises(NotSignedIn):
            office.tokens.find(text)
    assert len(compared) == 4
    assert all(len(first) == len(second) == 64 for first, second in compared)


# ---- failures


def fail(office: Office, token: str) -> None:
    with pytest.raises(NotSignedIn):
        office.tokens.find(f"stay_{token}_" + "x" * 43)


def test_too_many_failures_with_one_id_are_not_heard_for_a_minute_and_its_holder_is(office: Office) -> None:
    """Whoever knows the id of a colleague's token cannot shut her out."""
    made, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    wrong = f"stay_{made.id}_" + "x" * 43
    for _ in range(limits.BY_TOKEN):
        fail(office, made.id)
        office.pass_time(seconds=1)
    for _ in range(3):
        with pytest.raises(TooMany) as told:
            office.tokens.find(wrong)
        assert told.value.wait == 50
        assert office.tokens.find(secret).token == made.id
    office.pass_time(seconds=told.value.wait - 1)
    with pytest.raises(TooMany):
        office.tokens.find(wrong)
    office.pass_time(seconds=1)
    fail(office, made.id)


@pytest.mark.parametrize("moment", ["1e300", "Infinity", "1e18"])
def test_failures_that_lie_ahead_count_for_nothing(office: Office, moment: str) -> None:
    """A clock that was set back, or a file that was tampered with."""
    office.tokens.create("nmc", ["submit"], "Web team", 30)
    (office.folder / "desk" / "failures.json").write_text(f'{{"0123456789": [{", ".join([moment] * 20)}]}}')
    fail(office, "0123456789")


@pytest.mark.parametrize("data", [b"", b"{", b'{"id": "x"}', b"\xff"])
def test_a_damaged_token_lets_nobody_in_and_says_so(office: Office, data: bytes) -> None:
    made, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    _, other = office.tokens.create("nmc", ["submit"], "Other team", 30)
    (office.folder / "desk" / "tokens" / f"{made.id}.json").write_bytes(data)
    for act in (lambda: office.tokens.find(secret), lambda: office.tokens.holder(made.id), lambda: office.tokens.revoke(made.id), office.tokens.all):
        with pytest.raises(Unwritable, match="damaged") as told:
            act()
        assert str(office.folder) not in str(told.value)
    office.tokens.find(other)


def test_a_flood_of_failures_is_turned_away_and_shuts_nobody_out(office: Office) -> None:
    _, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)
    for number in range(limits.OVER_ALL):
        fail(office, f"{number:010x}")
    with pytest.raises(TooMany) as told:
        office.tokens.find("stay_ffffffffff_" + "x" * 43)
    assert told.value.wait == 60
    size = (office.folder / "desk" / "failures.json").stat().st_size
    for number in range(50):
        with pytest.raises(TooMany):
            office.tokens.find(f"stay_{number + 7000:010x}_" + "x" * 43)
    assert (office.folder / "desk" / "failures.json").stat().st_size == size, "a flood does not fill the disk"
    office.tokens.find(secret)
    office.pass_time(seconds=60)
    fail(office, "ffffffffff")


def test_processes_count_failures_together_and_note_nothing_of_who(tmp_path: Path) -> None:
    office, other = Office(tmp_path), Office(tmp_path)
    for number in range(limits.BY_TOKEN):
        fail(office if number % 2 else other, "0123456789")
    with pytest.raises(TooMany):
        office.tokens.find("stay_0123456789_" + "x" * 43)
    assert set((tmp_path / "desk" / "failures.json").read_text()) <= set('{}[]":,. 0123456789')


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"a": 1}', b"\xff"])
def test_damaged_counts_are_begun_anew(tmp_path: Path, data: bytes) -> None:
    counted = Limits(tmp_path, lambda: datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))
    (tmp_path / "failures.json").write_bytes(data)
    assert counted.wait("x") == 0
    assert counted.failed("x") == 0


def test_a_disk_that_cannot_be_written_lets_nobody_in_and_keeps_nobody_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made, secret = office.tokens.create("nmc", ["submit"], "Web team", 30)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    fail(office, made.id)
    assert office.tokens.find(secret).token == made.id
    with pytest.raises(Unwritable, match="Nothing was changed"):
        office.tokens.revoke(made.id)
    with pytest.raises(Unwritable, match="Nothing was changed"):
        office.tokens.create("nmc", ["submit"], "Web team", 30)
    monkeypatch.undo()
    assert office.tokens.all() == [made]


# ---- the site's own key


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    key = signing_key(folder)
    assert len(key) == signing.LENGTH and key != bytes(signing.LENGTH)
    assert signing_key(folder) == key
    assert [path.name for path in folder.iterdir()] == ["signing.key"]


def test_processes_that_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    readers = []
    for _ in range(8):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, signing_key(tmp_path / "desk"))
            os._exit(0)
        os.close(writing)
        readers.append((child, reading))
    keys = set()
    for child, reading in readers:
        os.waitpid(child, 0)
        keys.add(os.read(reading, 100))
        os.close(reading)
    assert keys == {signing_key(tmp_path / "desk")}


def test_a_damaged_key_is_told_and_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="Remove it"):
        signing_key(tmp_path)
