"""What a disk refuses, told in words that an officer can act on."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from publishing.ledger.ledger import Ledger
from publishing.refusals import Unwritable
from search.engine import EngineUnavailable


@contextlib.contextmanager
def told(ledger: Ledger) -> Iterator[None]:
    """Raise Unwritable instead of what disk or index raise, saying whether anything was written down."""
    try:
        yield
    except (OSError, EngineUnavailable) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error).removesuffix(".") or type(error).__name__
        if isinstance(error, OSError) and error.errno == errno.EIO:
            raise Unwritable(
                f"The disk of the site does not hold what it should: {why}.",
                "Tell the operator of the site. Look whether it was done before you send it again.",
            ) from error
        if ledger.is_pending:
            remedy = "Free space, or let the site write to its folders; it then goes on by itself. Do not send it again."
            raise Unwritable(f"An act was written down and could not be finished: {why}.", remedy) from error
        raise Unwritable(f"Nothing was changed, because it could not be written: {why}.", "Free space, or let the site write to its folders.") from error
