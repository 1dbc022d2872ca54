"""Reading a folder: what is content, what is refused, and that nothing is missed in silence."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.issues import ContentError, Issue
from guidance.reading import FILE_LIMIT, digest, read_content, stamps
from tests.miniature_content import miniature, write

Mini = Callable[..., dict[str, bytes]]


def faults(folder: Path) -> list[Issue]:
    with pytest.raises(ContentError) as caught:
        read_content(folder)
    return list(caught.value.issues)


def test_every_file_is_read_by_its_path(mini: Mini, tmp_path: Path) -> None:
    assert read_content(write(mini(), tmp_path)) == mini()


@pytest.mark.parametrize("name", [".git/config", ".hidden.md", "guidance/.cache/x.md", "topics.toml~", "guidance/nmc/.swap.swp", ".DS_Store"])
def test_hidden_files_and_leftovers_are_passed_over(mini: Mini, tmp_path: Path, name: str) -> None:
    write({**mini(), name: b"x"}, tmp_path)
    assert read_content(tmp_path) == mini()


def outside(folder: Path) -> None:
    (folder / "out.md").symlink_to("/etc/passwd")


def outside_by_folder(folder: Path) -> None:
    (folder / "out.md").symlink_to("/etc")


def outside_by_steps(folder: Path) -> None:
    (folder.parent / "secret.md").write_text("x")
    (folder / "guidance" / "out.md").symlink_to("../../secret.md")


def nowhere(folder: Path) -> None:
    (folder / "out.md").symlink_to("missing.md")


def round_and_round(folder: Path) -> None:
    (folder / "out.md").symlink_to("out.md")


def another_folder(folder: Path) -> None:
    (folder / "out.md").symlink_to("guidance", target_is_directory=True)


def too_large(folder: Path) -> None:
    with (folder / "out.md").open("wb") as stream:
        stream.truncate(FILE_LIMIT + 1)


def another_kind(folder: Path) -> None:
    (folder / "out.exe").write_bytes(b"MZ")


def no_ending(folder: Path) -> None:
    (folder / "out").write_bytes(b"x")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (outside, "leads out of the content folder"),
        (outside_by_folder, "leads out of the content folder"),
        (outside_by_steps, "leads out of the content folder"),
        (nowhere, "leads to no file"),
        (round_and_round, "leads to no file"),
        (another_folder, "leads to no file"),
        (too_large, "larger than 2,000,000 bytes"),
        (another_kind, "(.exe) is not content"),
        (no_ending, "(no ending) is not content"),
    ],
)
def test_what_is_no_content_is_told(mini: Mini, tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    folder = write(mini(), tmp_path / "content")
    make(folder)
    found = faults(folder)
    assert [message in issue.message for issue in found] == [True], found
    assert Path(found[0].path).name.startswith("out")
    assert found[0].remedy


def test_a_link_within_the_folder_is_read(mini: Mini, tmp_path: Path) -> None:
    folder = write(mini(), tmp_path)
    (folder / "search").mkdir()
    (folder / "search" / "copy.toml").symlink_to("../topics.toml")
    assert read_content(folder)["search/copy.toml"] == mini()["topics.toml"]


def test_the_folder_itself_may_be_a_link(mini: Mini, tmp_path: Path) -> None:
    write(mini(), tmp_path / "real")
    (tmp_path / "linked").symlink_to("real")
    assert read_content(tmp_path / "linked") == mini()


def test_all_faults_are_told_at_once(mini: Mini, tmp_path: Path) -> None:
    folder = write(mini(), tmp_path / "content")
    outside(folder)
    another_kind(folder)
    no_ending(folder)
    assert len(faults(folder)) == 3


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    assert "There is no content folder here" in faults(tmp_path / "none")[0].message


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("x")
    assert "There is no content folder here" in faults(tmp_path / "content")[0].message


def test_a_file_that_cannot_be_read_is_told(mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(mini(), tmp_path)
    plain = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "topics.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [(issue.path, "Permission denied" in issue.message) for issue in faults(folder)] == [("topics.toml", True)]


def test_a_folder_that_cannot_be_read_is_told(mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(mini(), tmp_path)
    plain = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("faqs"):
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = faults(folder)
    assert [(issue.path, "folder cannot be read" in issue.message) for issue in found] == [("faqs", True)]


def test_a_name_that_is_not_utf8_is_told(mini: Mini, tmp_path: Path) -> None:
    folder = write(mini(), tmp_path)
    (folder / os.fsdecode(b"out\xff.md")).write_bytes(b"x")
    found = faults(folder)
    assert "name of this file is not UTF-8" in found[0].message
    found[0].path.encode("utf-8")


def test_pipes_are_not_waited_for(mini: Mini, tmp_path: Path) -> None:
    folder = write(mini(), tmp_path)
    os.mkfifo(folder / "pipe.md")
    assert read_content(folder) == mini()


def later_and_other(folder: Path) -> None:
    (folder / "topics.toml").write_bytes(b"x")


def a_file_more(folder: Path) -> None:
    (folder / "faqs" / "new.md").write_bytes(b"")


def a_file_less(folder: Path) -> None:
    (folder / "topics.toml").unlink()


def another_name(folder: Path) -> None:
    (folder / "topics.toml").rename(folder / "subjects.toml")


def a_folder_moved_in(folder: Path) -> None:
    (folder / "faqs").rename(folder / "guidance" / "faqs")


def another_file_in_its_place(folder: Path) -> None:
    """As editors save; even where time and size stay."""
    state = (folder / "topics.toml").stat()
    data = (folder / "topics.toml").read_bytes()
    (folder / ".topics.new").write_bytes(bytes(reversed(data)))
    os.utime(folder / ".topics.new", ns=(state.st_atime_ns, state.st_mtime_ns))
    (folder / ".topics.new").rename(folder / "topics.toml")


@pytest.mark.parametrize("change", [later_and_other, a_file_more, a_file_less, another_name, a_folder_moved_in, another_file_in_its_place])
def test_stamps_tell_every_change(mini: Mini, tmp_path: Path, change: Callable[[Path], None]) -> None:
    folder = write(mini(), tmp_path)
    before = stamps(folder)
    assert stamps(folder) == before
    change(folder)
    assert stamps(folder) != before


def test_stamps_pass_over_what_is_no_content(mini: Mini, tmp_path: Path) -> None:
    """What editors leave behind while somebody types must not start a check."""
    folder = write(mini(), tmp_path)
    before = stamps(folder)
    for name in (".topics.toml.swp", "topics.toml~", "guidance/.hidden.md"):
        (folder / name).write_bytes(b"x")
    assert stamps(folder) == before
    assert len(before) == len(read_content(folder))


def test_stamps_of_what_cannot_be_looked_at_raise_nothing(tmp_path: Path) -> None:
    assert stamps(tmp_path / "none") == ()
    (tmp_path / "out.md").symlink_to("missing.md")
    (tmp_path / "round.md").symlink_to("round.md")
    (tmp_path / "a.md").write_bytes(b"x")
    assert [Path(name).name for name, *_ in stamps(tmp_path)] == ["a.md"]


def test_the_digest_is_of_paths_and_bytes() -> None:
    files = miniature()
    assert digest(files) == digest(dict(reversed(list(files.items()))))
    assert len(digest(files)) == 16
    others = [
        {**files, "topics.toml": files["topics.toml"] + b"\n"},
        {**files, "empty.toml": b""},
        {("topics2.toml" if name == "topics.toml" else name): data for name, data in files.items()},
        {name: data for name, data in files.items() if name != "topics.toml"},
        {**files, "topics.toml": files["roles.toml"], "roles.toml": files["topics.toml"]},
    ]
    assert len({digest(files), *map(digest, others)}) == len(others) + 1


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=5), max_size=4), st.dictionaries(st.text(max_size=5), st.binary(max_size=5), max_size=4))
def test_two_contents_never_share_a_digest(one: dict[str, bytes], two: dict[str, bytes]) -> None:
    assert (digest(one) == digest(two)) == (one == two)
