"""Reading a content folder: its files as bytes, and their digest; and the digest of our own code. The only I/O of this package."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from guidance.issues import ContentError, Issue

_ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".md", ".toml", ".csv"}
FILE_LIMIT = 2_000_000


def read_content(folder: Path) -> dict[str, bytes]:
    """All content files under `folder`, as `survey` finds them. Raises ContentError where anything is wrong with one of them."""
    files, issues = survey(folder)
    if issues:
        raise ContentError(issues)
    return files


def survey(folder: Path) -> tuple[dict[str, bytes], list[Issue]]:
    """All content files under `folder` that can be read, as path within it (with `/`) -> bytes; and what is wrong with the others.

    Hidden files and editors' leftovers are passed over. Wrong are: a folder that is missing, a file over 2 MB, of another kind, or that cannot be read,
    and a link that leads out of the folder.
    """
    if not folder.is_dir():
        return {}, [Issue(str(folder), 0, "There is no content folder here.", "Set STAY_CONTENT_DIR to the folder that holds regulators.toml.")]
    files: dict[str, bytes] = {}
    issues: list[Issue] = []
    for path in _listed(folder, issues):
        name = path.relative_to(folder).as_posix()
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            shown = name.encode("utf-8", "backslashreplace").decode()
            issues.append(Issue(shown, 0, "The name of this file is not UTF-8.", "Name it in lower-case words and hyphens."))
            continue
        try:
            fault = _fault(path, folder.resolve())
            if fault:
                issues.append(Issue(name, 0, *fault))
            elif path.is_file():
                files[name] = path.read_bytes()
        except OSError as error:
            issues.append(Issue(name, 0, f"The file cannot be read ({error.strerror or error}).", "Check its permissions."))
    return files, issues


def _listed(folder: Path, issues: list[Issue]) -> Iterator[Path]:
    """Every file and link under the folder, hidden ones and editors' leftovers left out; a folder that cannot be read is an issue."""

    def unreadable(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder)
        issues.append(Issue(name, 0, f"The folder cannot be read ({error.strerror}).", "Check its permissions."))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(parent) / name


def _fault(path: Path, root: Path) -> tuple[str, str] | None:
    """What is wrong with a file before it is read, and how to mend it."""
    if not Path(os.path.realpath(path)).is_relative_to(root):
        return "This link leads out of the content folder.", "Put the file itself here."
    if path.is_symlink() and not path.is_file():
        return "This link leads to no file.", "Put the file or folder itself here."
    if path.is_file() and path.suffix not in SUFFIXES:
        return f"A file of this kind ({path.suffix or 'no ending'}) is not content.", "Remove it, or give it its right ending."
    if path.is_file() and path.stat().st_size > FILE_LIMIT:
        return f"The file is larger than {FILE_LIMIT:,} bytes.", "Split it."
    return None


def stamps(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Path, time of change, size and number of every file that `read_content` would read: while it stays the same, so does the content.

    Cheap enough to be asked twice a second. What cannot be looked at is left out. Raises nothing.
    """
    found: list[tuple[str, int, int, int]] = []
    waiting = [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.name.endswith("~"):
                    with contextlib.suppress(OSError):
                        state = entry.stat()
                        found.append((entry.path, state.st_mtime_ns, state.st_size, state.st_ino))
    return tuple(sorted(found))


def digest(files: Mapping[str, bytes]) -> str:
    """A name for exactly this content: 16 hexadecimal digits of SHA-256 over paths and bytes."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode())
        total.update(files[name])
    return total.hexdigest()[:16]


@lru_cache(maxsize=8)
def code_digest(*packages: str) -> str:
    """A name for the code of some of our packages and of every library beside it: 64 hexadecimal digits of SHA-256.

    Two processes with the same digest make the same of the same content. It is read once: a process goes on with the code that it began with.
    """
    total = hashlib.sha256(sys.version.encode())
    for package in packages:
        for path in sorted((_ROOT / package).rglob("*.py")):
            data = path.read_bytes()
            total.update(f"{path.relative_to(_ROOT).as_posix()}\0{len(data)}\0".encode())
            total.update(data)
    folders = [Path(name) for name in sys.path if Path(name).is_dir()]
    for name in sorted({path.name for folder in folders for path in folder.glob("*.dist-info")}):  # they are named by library and version
        total.update(f"{name}\0".encode())
    return total.hexdigest()
