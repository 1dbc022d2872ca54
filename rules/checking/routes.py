"""Addresses of the decision tables, for those who check them: a table, one of its rows, sheets of both rows and worked cases. The same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from flask import Blueprint, abort, current_app, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from guidance import pages
from guidance.library import Library
from guidance.recent import Recent
from guidance.routes import as_of, parameters
from guidance.spreadsheet import csv_text
from rules.checking import exports, flow
from rules.checking.row_sheet import RowSheet
from rules.checking.table_sheet import STAGES, TableSheet
from rules.outcomes import WORDS

blueprint = Blueprint("checking", __name__)
TEXTS = Recent(48)
"""Tables as they were sent, because all of their worked cases are decided for each. Up to 500 kB each."""


@blueprint.get("/rules/<regulator>", endpoint="table")
def table_page(regulator: str) -> ResponseReturnValue:
    """A decision table for those who check it: inputs, the flow, rows in order, derived facts, dated numbers, what stands beside them, worked cases."""
    found = _sheet(regulator)

    def make() -> str:
        drawn, walked = flow.drawing(found), flow.steps(found)
        return render_template("rules/table.html", **_shared(found), drawing=drawn, steps=walked, flow=flow)

    return _kept(found, "page", make)


@blueprint.get("/rules/<regulator>/rows/<row>", endpoint="row")
def row_page(regulator: str, row: str) -> ResponseReturnValue:
    """One row: for whom it holds, its text, its evidence in full, its passages as they read now, the worked cases that land on it."""
    found = _row(regulator, row)
    return render_template("rules/row.html", **_shared(found.sheet), found=found, linked=pages.linked)


@blueprint.get("/rules/<regulator>.csv", endpoint="rows_sheet")
def rows_sheet(regulator: str) -> ResponseReturnValue:
    """The rows of a table, as CSV."""
    found = _sheet(regulator)
    return _csv(found, "rows", _kept(found, "rows", lambda: csv_text(exports.ROW_HEADINGS, exports.rows(found), marked=True)))


@blueprint.get("/rules/<regulator>/cases.csv", endpoint="cases_sheet")
def cases_sheet(regulator: str) -> ResponseReturnValue:
    """The worked cases of a table with what comes out, as CSV."""
    found = _sheet(regulator)
    return _csv(found, "cases", _kept(found, "cases", lambda: csv_text(exports.CASE_HEADINGS, exports.cases(found), marked=True)))


@blueprint.get("/api/v1/rules/<regulator>", endpoint="table_json")
def table_json(regulator: str) -> ResponseReturnValue:
    """A decision table with what comes out for its worked cases, as JSON."""
    found = _sheet(regulator)

    def make() -> str:
        return jsonify(exports.table_json(found)).get_data(as_text=True)

    return current_app.response_class(_kept(found, "json", make), mimetype="application/json")


@blueprint.get("/api/v1/rules/<regulator>/rows/<row>", endpoint="row_json")
def row_json(regulator: str, row: str) -> ResponseReturnValue:
    """One row with everything that it rests on, as JSON."""
    return jsonify(exports.row_json(_row(regulator, row)))


def _sheet(regulator: str) -> TableSheet:
    """The table of an address, on the date of its `on`."""
    as_of(parameters("on").get("on", ""))
    table = g.release.tables.get(regulator) or _nothing()
    return TableSheet(table, g.release.library, g.on, g.today)


def _row(regulator: str, name: str) -> RowSheet:
    found = _sheet(regulator)
    return RowSheet(found, next((row for row in found.table.rows if row.id == name), None) or _nothing())


def _shared(found: TableSheet) -> dict[str, object]:
    library: Library = found.library
    regulator = library.regulators[found.table.regulator]
    return {"sheet": found, "table": found.table, "regulator": regulator, "words": WORDS, "stages": STAGES, "dated": _dated}


def _kept(found: TableSheet, kind: str, make: Callable[[], str]) -> str:
    return TEXTS.get((g.today, found.on, found.table.regulator, kind), found.library, make)


def _dated(path: str) -> str:
    """An address of ours for the same date as this page."""
    return path if g.on == g.today else f"{path}?on={g.on.isoformat()}"


def _csv(found: TableSheet, kind: str, text: str) -> Response:
    response: Response = current_app.response_class(text.encode("utf-8"), mimetype="text/csv", content_type="text/csv; charset=utf-8; header=present")
    name = f"stay-registered-{found.table.regulator}-{kind}-{found.on.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _nothing() -> NoReturn:
    abort(404)
