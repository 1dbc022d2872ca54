"""Files that are there whole or not at all: written beside their place, flushed, renamed, and the folder flushed too."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PRIVATE, OPEN = 0o600, 0o644
"""Who may read a file: the site alone, or everybody on the machine, as content."""


def write(path: Path, data: bytes, mode: int = PRIVATE, lasting: bool = True) -> None:
    """Put a file in its place in one step. Only one process at a time may write the same file: see `Ledger.alone`.

    mode: PRIVATE or OPEN. lasting: whether it must outlive a failure of power. Raises OSError, and then the place holds what it held before.
    """
    make_folder(path.parent, 0o700 if mode == PRIVATE else 0o755)
    waiting = path.with_name(f".{path.name}.waiting")  # hidden: nobody takes it for content, and the next writer makes it anew
    try:
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            if lasting:
                os.fsync(stream.fileno())
        os.replace(waiting, path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
    if lasting:
        flush_folder(path.parent)


def remove(path: Path) -> None:
    """Take a file away, for good; one that is not there is no fault. Raises OSError."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        flush_folder(path.parent)


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder and those above it, each flushed into the one that holds it. Raises OSError."""
    if path.is_dir():
        return
    make_folder(path.parent, mode)
    path.mkdir(mode=mode, exist_ok=True)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Flush every file and folder under a folder to disk; several at once, because disks write many in the time of one. Raises OSError."""
    paths = sorted(folder.rglob("*"))
    with ThreadPoolExecutor(8, thread_name_prefix="flush") as pool:
        for _ in pool.map(_flush_file, [path for path in paths if path.is_file()]):
            pass
    for path in paths:
        if path.is_dir():
            flush_folder(path)
    flush_folder(folder)


def _flush_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
