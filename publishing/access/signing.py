"""The site's own secret, with which it signs what it hands out and gets back: links to previews, and forms. Made once, never shown."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from publishing.ledger import drawers

LENGTH = 32
"""Random bytes in the key."""


def signing_key(folder: Path) -> bytes:
    """The key that all machines of a site share, made by the first that asks. folder: that of the desk.

    Raises OSError where it cannot be read or made, ValueError where the file holds no key: then every link that was handed out is void, and the file is
    to be removed by hand.
    """
    path = folder / "signing.key"
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise ValueError(f"{path} holds no key. Remove it, and a new one is made; links to previews that were handed out are void then.")
    return key


def _make(path: Path) -> None:
    """Write a whole key beside its place, then link it there, which fails where another process was quicker: its key stands."""
    drawers.make_folder(path.parent)
    waiting = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(LENGTH))
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(waiting, path)
        drawers.flush_folder(path.parent)
    finally:
        waiting.unlink(missing_ok=True)
