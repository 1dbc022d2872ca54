"""Proofs of the decision tables, in processes of their own: they take seconds, and pages can be rendered and indexed meanwhile.

What was proved before, of the same table by the same code, is not proved again. A process that fails is no proof: then this one does the work itself.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter

from guidance.issues import Issue
from guidance.kept import Kept
from guidance.model import Frozen
from publishing.store import CODE
from rules import proofs
from rules.parameters import FOLDER
from rules.table import Table
from rules.tables import build_tables

log = logging.getLogger(__name__)
SECONDS = 300.0
"""Wall-clock seconds after which a process that proves is ended."""
_ROOT = Path(__file__).resolve().parent.parent


class Job(Frozen):
    """A table to prove: its file and that of its cases, the date, the dates on which its rows must be gone through, and whether its numbers must be.

    dated: paths and texts of the files of dated numbers that belong to it.
    """

    regulator: str
    table: str
    cases: str
    dated: tuple[tuple[str, str], ...] = ()
    on: datetime.date
    rows: tuple[datetime.date, ...]
    numbers: bool


_JOBS = TypeAdapter(list[Job])


def prove(job: Job) -> list[Issue]:
    """Every fault of a table. If its arithmetic fails, that alone: nothing else can be worked out then."""
    files = {f"rules/{job.regulator}.toml": job.table, f"rules/cases/{job.regulator}.toml": job.cases, **dict(job.dated)}
    built, _ = build_tables({path: text.encode() for path, text in files.items()})
    table = built[job.regulator]
    if job.numbers and (found := [issue for moment in proofs.moments(table, job.on) for issue in proofs.prove_arithmetic(table, moment)]):
        return found
    found = [issue for moment in job.rows for issue in proofs.prove(table, moment)]
    return found + (proofs.prove_cases(table, job.on) if job.numbers else [])


@contextlib.contextmanager
def proving(files: Mapping[str, bytes], tables: Mapping[str, Table], on: datetime.date, kept: Kept) -> Iterator[Callable[[], list[Issue]]]:
    """Prove tables beside the work of the block.

    files, tables: content without a fault, and what was read of it. kept: what is proved already, and where it is kept from now on.
    The block is given a function that waits for the proofs and returns every fault. If the block fails, the proofs are waited for all the same.
    """
    jobs = [job for name in sorted(tables) if (job := _job(files, name, tables[name], on, kept))]
    if not jobs:
        yield list
        return
    most = min(len(jobs), os.cpu_count() or 1)
    by_length = sorted(jobs, key=lambda job: -len(job.table))
    with ThreadPoolExecutor(most, thread_name_prefix="proving") as pool:
        waiting = [pool.submit(_prove_all, by_length[number::most]) for number in range(most)]

        def faults() -> list[Issue]:
            found = [pair for each in waiting for pair in each.result()]
            for job, issues in found:
                if not issues:
                    _keep(job, tables[job.regulator], kept)
            return [issue for _, issues in found for issue in issues]

        yield faults


def _job(files: Mapping[str, bytes], name: str, table: Table, on: datetime.date, kept: Kept) -> Job | None:
    """What is left to prove of a table."""
    text, cases = (files.get(path, b"").decode("utf-8-sig") for path in (f"rules/{name}.toml", f"rules/cases/{name}.toml"))
    dated = tuple((path, files[path].decode("utf-8-sig")) for path in sorted(files) if path.startswith(f"{FOLDER}{name}/"))
    job = Job(regulator=name, table=text, cases=cases, dated=dated, on=on, rows=(), numbers=True)
    numbers = kept.sound.find(_numbers_key(kept, job)) is None
    rows = tuple(moment for moment in proofs.moments(table, on) if kept.sound.find(_rows_key(kept, job, table, moment)) is None)
    return job.model_copy(update={"rows": rows, "numbers": numbers}) if rows or numbers else None


def _keep(job: Job, table: Table, kept: Kept) -> None:
    for moment in job.rows:
        kept.sound.keep(_rows_key(kept, job, table, moment), True)
    if job.numbers:
        kept.sound.keep(_numbers_key(kept, job), True)


def _rows_key(kept: Kept, job: Job, table: Table, moment: datetime.date) -> str:
    """Proofs of rows rest on conditions and on which rows are in force, not on numbers or the day itself: a new fee need not prove them again."""
    return kept.key("rows", job.regulator, job.table, *(row.id for row in table.in_force(moment, "gate", "main", "limit", "advice")))


def _numbers_key(kept: Kept, job: Job) -> str:
    """Arithmetic and worked cases rest on the day, too."""
    return kept.key("numbers", job.regulator, job.table, job.cases, *(part for pair in job.dated for part in pair), job.on.isoformat())


def _prove_all(jobs: list[Job]) -> list[tuple[Job, list[Issue]]]:
    """Prove these tables in one process, or in this one if that cannot be done."""
    if not jobs:
        return []
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "publishing.proving"],
            input=_JOBS.dump_json(jobs),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=_ROOT,
            timeout=SECONDS,
            check=True,
        )
        code, told = json.loads(done.stdout)
        if code != CODE:
            raise ValueError("the code on disk is no longer that of this process")
        return [(job, [Issue(**issue) for issue in issues]) for job, issues in zip(jobs, told, strict=True)]
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        log.warning("the tables are proved without a process of their own: %s", type(error).__name__)
        return [(job, prove(job)) for job in jobs]


def _answer(jobs: Iterable[Job]) -> None:
    json.dump([CODE, [[issue.as_dict() for issue in prove(job)] for job in jobs]], sys.stdout)


if __name__ == "__main__":
    _answer(_JOBS.validate_json(sys.stdin.buffer.read()))
