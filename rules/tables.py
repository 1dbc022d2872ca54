"""All tables of a content folder, with the dated numbers that came to them, their worked cases, locks and the rows that regulators doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from guidance.issues import Issue
from rules import parameters, reports, review
from rules.locks import FOLDER, read_locks
from rules.parameters import Files, parameter_files
from rules.schemes import SCHEMES
from rules.table import Table, read_cases, read_table


def build_tables(files: Mapping[str, bytes]) -> tuple[dict[str, Table], list[Issue]]:
    """The tables by regulator, and every issue: files that are missing or belong to no scheme, and faults within them."""
    tables: dict[str, Table] = {}
    dated, issues = parameter_files(files, SCHEMES)
    for path in sorted(files):
        if not path.startswith("rules/") or path.startswith(("rules/cases/", FOLDER, parameters.FOLDER, reports.FOLDER)):
            continue
        regulator = path.removeprefix("rules/").removesuffix(".toml")
        if regulator not in SCHEMES:
            issues.append(Issue(path, 0, f"There is no scheme for `{regulator}`.", f"Name the file after one of {', '.join(SCHEMES)}."))
            continue
        beside = tuple(files.get(f"{folder}{regulator}.toml") for folder in ("rules/cases/", FOLDER, reports.FOLDER))
        table, faults = _read(path, files[path], dated[regulator], *beside)
        issues += faults
        if table.regulator != regulator:
            issues.append(Issue(path, 1, f"`regulator` says `{table.regulator}`.", f'Write regulator = "{regulator}".'))
        tables[regulator] = table
    for path in sorted(files):
        if path.startswith(FOLDER) and path.removeprefix(FOLDER).removesuffix(".toml") not in SCHEMES:
            issues.append(Issue(path, 0, "These locks belong to no table.", f"Name the file after one of {', '.join(SCHEMES)}, or remove it."))
        if path.startswith(reports.FOLDER) and path.removeprefix(reports.FOLDER).removesuffix(".toml") not in SCHEMES:
            issues.append(Issue(path, 0, "These reports belong to no table.", f"Name the file after one of {', '.join(SCHEMES)}, or remove it."))
    for regulator in SCHEMES:
        if regulator not in tables:
            issues.append(Issue(f"rules/{regulator}.toml", 0, "This decision table is missing.", "Put it back; the question cannot be answered without it."))
    return tables, issues


@lru_cache(maxsize=16)
def _read(path: str, data: bytes, dated: Files, cases: bytes | None, locked: bytes | None, reported: bytes | None) -> tuple[Table, tuple[Issue, ...]]:
    """Kept, because a table is read when content is checked and again when its release is opened, and most changes are to pages."""
    table, issues = read_table(path, data, dated)
    if cases is not None:
        table, faults = read_cases(f"rules/cases/{path.removeprefix('rules/')}", cases, table)
        issues += faults
    if locked is not None:
        found, faults = read_locks(f"{FOLDER}{path.removeprefix('rules/')}", locked, review.names(table))
        table = replace(table, locks=found)
        issues += faults
    if reported is not None:
        doubts, faults = reports.read_reports(f"{reports.FOLDER}{path.removeprefix('rules/')}", reported, (row.id for row in table.rows))
        table = replace(table, reports=doubts)
        issues += faults
    return table, tuple(issues)
