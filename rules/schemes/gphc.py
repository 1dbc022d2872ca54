"""The GPhC's scheme: a yearly renewal two months before expiry, six records, and restoration within twelve months.

Formulas are those of the decision sheet for the GPhC; every number is a parameter of `content/rules/gphc.toml`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from rules.schemes.values import Deadlines, Derivation, Fact, Parameters, Words, add_months, date, in_words, listed, number, one, whole


def derive(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Derivation:
    """`timing` (where today stands in the renewal year), `records` (whether all six are done), `away` (length of an absence)."""
    return {"timing": _timing(facts, parameters, on), "records": _records(facts, parameters), "away": _away(facts, parameters)}


def deadline(expiry: datetime.date, parameters: Parameters) -> datetime.date:
    """The renewal deadline: some calendar months before expiry."""
    return add_months(expiry, -whole(parameters, "deadline_months_before_expiry"))


def _timing(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    expiry = date(facts, "expiry_date")
    if expiry is None:
        return frozenset(["early", "within-62-days", "within-28-days", "past-deadline", "past-expiry"])
    due = deadline(expiry, parameters)
    if on > expiry:
        return one("past-expiry")
    if on > due:
        return one("past-deadline")
    left = (due - on).days
    if left <= whole(parameters, "exception_decision_days"):
        return one("within-28-days")
    return one("within-62-days" if left <= whole(parameters, "peer_discussion_lead_days") else "early")


def _shortfalls(facts: Mapping[str, Fact], parameters: Parameters) -> list[tuple[str, bool | None]]:
    written, planned = number(facts, "cpd_records"), number(facts, "cpd_planned")
    needed, needed_planned = whole(parameters, "cpd_records"), whole(parameters, "cpd_records_planned")
    return [
        (f"CPD records ({needed} in all)", None if written is None else written < needed),
        (f"planned CPD records ({needed_planned} of the {needed})", None if planned is None else planned < needed_planned),
        ("the peer discussion", None if "peer_done" not in facts else facts["peer_done"] == "no"),
        ("the reflective account", None if "reflective_done" not in facts else facts["reflective_done"] == "no"),
    ]


def _records(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    short = [missing for _, missing in _shortfalls(facts, parameters)]
    if any(short):
        return one("incomplete")
    return frozenset(["complete", "incomplete"]) if None in short else one("complete")


def _away(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    months = number(facts, "months_away")
    if months is None:
        return frozenset(["under-3-months", "3-to-11-months", "12-months-or-more"])
    if months < whole(parameters, "absence_months"):
        return one("under-3-months")
    return one("3-to-11-months" if months < whole(parameters, "long_absence_months") else "12-months-or-more")


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """Every date of the renewal year that an expiry date gives."""
    expiry = date(facts, "expiry_date")
    if expiry is None:
        return {}
    due = deadline(expiry, parameters)
    return {
        "form_sent": add_months(expiry, -3),
        "renewal_deadline": due,
        "peer_discussion": due - datetime.timedelta(days=whole(parameters, "peer_discussion_lead_days")),
        "exceptions": due - datetime.timedelta(days=whole(parameters, "exception_decision_days")),
        "voluntary_removal": expiry - datetime.timedelta(days=1),
        "expiry": expiry,
        "removal": expiry + datetime.timedelta(days=1),
        "restoration": add_months(expiry, whole(parameters, "restoration_months")) - datetime.timedelta(days=1),
    }


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Placeholders: `deadline`, `expiry`, `restoration`, `missing_records`, `days_left`."""
    found: Words = {}
    dates = deadlines(facts, parameters, on)
    if dates:
        found = {
            "deadline": in_words(dates["renewal_deadline"]),
            "expiry": in_words(dates["expiry"]),
            "restoration": in_words(dates["restoration"]),
        }
    missing = [name for name, short in _shortfalls(facts, parameters) if short]
    if missing:
        found["missing_records"] = listed(missing)
    return found
