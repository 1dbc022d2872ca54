"""Files that only grow: lines are added in one write and flushed, and one that a kill left torn is parted from what follows."""

from __future__ import annotations

import os
from pathlib import Path


def append(path: Path, lines: str) -> None:
    """Add whole lines of ASCII, each with its line feed, to a file that may not be there yet. One writer at a time. Raises OSError."""
    with path.open("a+b") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - 1))
        torn = stream.read(1) not in (b"\n", b"")
        stream.write((b"\n" if torn else b"") + lines.encode("ascii"))
        stream.flush()
        os.fsync(stream.fileno())
