"""Reading a content folder: its files as bytes, and their digest. The only I/O of this package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from guidance.issues import ContentError, Issue

SUFFIXES = {".md", ".toml", ".csv"}
FILE_LIMIT = 2_000_000


def read_content(folder: Path) -> dict[str, bytes]:
    """All content files under `folder`, as path within it (with `/`) -> bytes.

    Hidden files and editors' leftovers are passed over. Raises ContentError where the folder is missing, a file is over 2 MB, cannot be read,
    or a link leads out of the folder.
    """
    if not folder.is_dir():
        raise ContentError([Issue(str(folder), 0, "There is no content folder here.", "Set STAY_CONTENT_DIR to the folder that holds regulators.toml.")])
    root = folder.resolve()
    files: dict[str, bytes] = {}
    issues: list[Issue] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or name.endswith("~") or path.is_dir() and not path.is_symlink():
            continue
        if not path.resolve().is_relative_to(root):
            issues.append(Issue(name, 0, "This link leads out of the content folder.", "Put the file itself here."))
            continue
        if path.suffix not in SUFFIXES or not path.is_file():
            if path.is_file():
                issues.append(Issue(name, 0, f"A file of this kind ({path.suffix or 'no ending'}) is not content.", "Remove it, or give it its right ending."))
            continue
        try:
            data = path.read_bytes() if path.stat().st_size <= FILE_LIMIT else None
        except OSError as error:
            issues.append(Issue(name, 0, f"The file cannot be read ({error.strerror}).", "Check its permissions."))
            continue
        if data is None:
            issues.append(Issue(name, 0, f"The file is larger than {FILE_LIMIT:,} bytes.", "Split it."))
        else:
            files[name] = data
    if issues:
        raise ContentError(issues)
    return files


def digest(files: Mapping[str, bytes]) -> str:
    """A name for exactly this content: 16 hexadecimal digits of SHA-256 over paths and bytes."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode())
        total.update(files[name])
    return total.hexdigest()[:16]
