"""The GPhC's scheme: a yearly renewal some months before expiry, six records, and restoration for those who came off less than a year ago.

The formulas are those of section 4 of the decision sheet for the GPhC (facts GPHC-09 to 11, 16, 32, 46, 54 to 56, 66 to 73, 80, 88 and 89).
Every number is a parameter of `content/rules/gphc.toml`.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from guidance.dates import in_words
from rules.schemes.values import Deadlines, Fact, Parameters, Rules, Words, add_months, date, has_come, listed, number, one, to_meet, whole

NOT_RENEWED = frozenset(["far-not-done", "early", "near", "last-weeks", "past-deadline"])
ABSENCE = frozenset(["brief", "excusable", "other", "a-year-or-more"])
GAPS = frozenset(["none", "plain", "excusable", "long"])
_EXCUSABLE = ("illness", "maternity-or-adoption", "caring")
_TIED = ("chief-pharmacist", "superintendent", "responsible-pharmacist")
_LEFT = ("left-under-12-months", "left-12-months-or-more")
_REGISTERED = ("on-register", "not-told")


def derived() -> Rules:
    """The bands of the table: where today stands in the renewal year, the six records, the absence, and what speaks of having left."""
    return {
        "renewal": _renewal,
        "entry": lambda facts, parameters, on: one("left" if _said_left(facts, on) else "stands"),
        "absence": lambda facts, parameters, on: _absence(facts, parameters),
        "gap": lambda facts, parameters, on: _gap(facts, parameters),
        "restoration": _restoration,
        "denies_practice": lambda facts, parameters, on: _denies_practice(facts),
    }


def days_after(day: datetime.date, parameters: Parameters, name: str) -> datetime.date:
    """A day some days later, or earlier for a negative parameter. `name` is that of the parameter."""
    return day + datetime.timedelta(days=whole(parameters, name))


def days_before(day: datetime.date, parameters: Parameters, name: str) -> datetime.date:
    """A day some days earlier. `name` is that of the parameter."""
    return day - datetime.timedelta(days=whole(parameters, name))


def deadline(expiry: datetime.date, parameters: Parameters) -> datetime.date:
    """The renewal deadline: some calendar months before expiry, and the last day of a month that is too short."""
    return add_months(expiry, -whole(parameters, "deadline_months"))


def renewal_year(expiry: datetime.date, parameters: Parameters) -> Deadlines:
    """Every date that an expiry date gives, whether past or to come."""
    due = deadline(expiry, parameters)
    next_day = expiry + datetime.timedelta(days=1)
    return {
        "form_sent": add_months(expiry, -whole(parameters, "form_months")),
        "first_notice": add_months(expiry, -whole(parameters, "first_notice_months")),
        "window": add_months(next_day, -whole(parameters, "window_months")),
        "renewal_deadline": due,
        "peer_discussion": days_before(due, parameters, "peer_lead_days"),
        "exceptions": days_before(due, parameters, "exception_days"),
        "voluntary_removal": days_before(expiry, parameters, "leaving_notice_days"),
        "expiry": expiry,
        "removal": next_day,
        "restoration": last_restoration_day(expiry, parameters),
    }


def last_restoration_day(registered_until: datetime.date, parameters: Parameters) -> datetime.date:
    """The last day of restoration: less than so many months after somebody was last registered."""
    return add_months(registered_until, whole(parameters, "restoration_months")) - datetime.timedelta(days=1)


def details_due(changed: datetime.date, parameters: Parameters) -> datetime.date:
    """The last day for telling a new name or address: the month is counted from the day of the change, which is its first day."""
    return add_months(changed, whole(parameters, "details_months")) - datetime.timedelta(days=1)


def next_yearly(on: datetime.date, month: int, day: int) -> datetime.date:
    """The next time that a day of the calendar comes round, today included. The day must exist in every year."""
    this_year = datetime.date(on.year, month, day)
    return this_year if this_year >= on else datetime.date(on.year + 1, month, day)


def _renewal(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Where today stands in the renewal year. Whoever is not sure of the renewal is read as not having renewed.

    Not told, with the deadline near or gone: both readings stay open, because the answer turns on them.
    """
    expiry, renewed = date(facts, "expiry_date"), facts.get("renewed", "not-told")
    if expiry is not None and on > expiry:
        return one("done-but-expired" if renewed == "yes" else "past-expiry")
    if expiry is None:
        return one(str(renewed).replace("yes", "done")) if renewed in ("yes", "not-told") else NOT_RENEWED
    band = _season(expiry, parameters, on)
    if band == "far":
        return one({"yes": "far", "not-told": "far-not-told"}.get(str(renewed), "far-not-done"))
    if renewed == "not-told":
        return one("not-told") if band == "early" else frozenset(["done", band])
    return one("done" if renewed == "yes" else band)


def _season(expiry: datetime.date, parameters: Parameters, on: datetime.date) -> str:
    """How near the renewal deadline is, on a day that is not after expiry."""
    due = deadline(expiry, parameters)
    if on > due:
        return "past-deadline"
    if expiry > add_months(on, whole(parameters, "registration_months")):
        return "far"
    left = (due - on).days
    if left <= whole(parameters, "exception_days"):
        return "last-weeks"
    return "near" if left <= whole(parameters, "peer_lead_days") else "early"


def _said_left(facts: Mapping[str, Fact], on: datetime.date) -> bool:
    """Whether another answer says that the name has come off, whatever was said of the status."""
    how = facts.get("left_how", "not-applicable") != "not-applicable"
    return how or (number(facts, "years_off") or 0) > 0 or has_come(facts, "left_on", on)


def _shortfalls(facts: Mapping[str, Fact], parameters: Parameters) -> list[bool | None]:
    written, planned = number(facts, "cpd_records"), number(facts, "cpd_planned")
    return [
        None if written is None else written < whole(parameters, "cpd_records"),
        None if planned is None else planned < whole(parameters, "cpd_records_planned"),
        None if "peer_done" not in facts else facts["peer_done"] == "no",
        None if "reflective_done" not in facts else facts["reflective_done"] == "no",
    ]


def _gap(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    """What is missing of the six records, by the absence beside it. An absence that was not told is read as none: the records are due."""
    short = _shortfalls(facts, parameters)
    if not any(short):
        return GAPS if None in short else one("none")
    if "months_away" not in facts:
        return one("plain")
    named = {"excusable": "excusable", "a-year-or-more": "long"}
    return frozenset(named.get(absence, "plain") for absence in _absence(facts, parameters))


def _absence(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    months, reason = number(facts, "months_away"), facts.get("away_reason")
    if months is None:
        return ABSENCE if reason is None or reason in _EXCUSABLE else ABSENCE - {"excusable"}
    if months < whole(parameters, "absence_months"):
        return one("brief")
    if months >= whole(parameters, "long_absence_months"):
        return one("a-year-or-more")
    if reason is None:
        return frozenset(["excusable", "other"])
    return one("excusable" if reason in _EXCUSABLE else "other")


def _restoration(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Whether restoration can still be open. One answer that speaks against it is enough."""
    years = number(facts, "years_off")
    last = _last_registered(facts)
    too_long = years is not None and years * 12 >= whole(parameters, "restoration_months")
    too_late = last is not None and on > last_restoration_day(last, parameters)
    return one("closed" if too_long or too_late else "open")


def _denies_practice(facts: Mapping[str, Fact]) -> frozenset[str]:
    """Whether the person said that no practice is intended. Left open for posts tied to registration, where an answer would be a surprise."""
    if "intends_to_practise_gb" not in facts and facts.get("role") in _TIED:
        return frozenset(["no", "yes"])
    return one("yes" if facts.get("intends_to_practise_gb") == "no" else "no")


def _last_registered(facts: Mapping[str, Fact]) -> datetime.date | None:
    """The earlier of the leaving date and the expiry date, as far as they were told."""
    told = [day for day in (date(facts, "left_on"), date(facts, "expiry_date")) if day is not None]
    return min(told, default=None)


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """The dates that bear on this person: of the renewal year, of coming back, and of what they told us."""
    status = facts.get("status", "not-told")
    found: Deadlines = {}
    if status in _REGISTERED:
        found |= _of_the_year(facts, parameters, on)
    last = _last_registered(facts)
    if status in _LEFT and last is not None and not has_come(facts, "restoration_applied_on", on):
        found["restoration"] = last_restoration_day(last, parameters)
    return found | _of_events(facts, parameters, on) | _of_northern_ireland(facts, parameters, on)


def _of_the_year(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """The renewal year without what no longer matters: a completed renewal, notices that have gone out, advice that has been taken."""
    expiry = date(facts, "expiry_date")
    if expiry is None:
        return {}
    dates = renewal_year(expiry, parameters)
    if facts.get("renewed") == "yes" and dates["window"] <= on:
        return {}
    gone = {name for name in ("form_sent", "first_notice", "window", "exceptions", "voluntary_removal") if dates[name] < on}
    peer = facts.get("peer_done")
    if peer == "yes" or dates["peer_discussion"] < on and (peer != "no" or dates["renewal_deadline"] < on):
        gone.add("peer_discussion")
    return {name: day for name, day in dates.items() if name not in gone}


def _of_events(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """The clocks that start on a day which the person told us, without those that were stopped by what they did since."""
    found: Deadlines = {}
    for name, start, days in (
        ("records_owed", "restoration_applied_on", "records_owed_days"),
        ("fitness", "fitness_changed_on", "fitness_days"),
        ("superintendent", "superintendent_stopped_on", "superintendent_days"),
        ("notice_reply", "notice_served_on", "notice_days"),
    ):
        day = date(facts, start)
        if day is not None:
            found[name] = days_after(day, parameters, days)
    left, changed, removed = (date(facts, name) for name in ("left_on", "details_changed_on", "removed_on"))
    if left is not None:
        found["account"] = add_months(left, 12 * whole(parameters, "account_years"))
    if changed is not None:
        found["details"] = details_due(changed, parameters)
    if removed is not None:
        found["hearing"] = add_months(removed, 12 * whole(parameters, "hearing_years"))
    return {name: day for name, day in found.items() if not _stopped(name, facts, on)}


def _stopped(name: str, facts: Mapping[str, Fact], on: datetime.date) -> bool:
    """Whether what a clock asks for was told as done. Whoever is back on the register owes no records for restoration."""
    return (name in _DONE and has_come(facts, _DONE[name], on)) or (name == "records_owed" and facts.get("status") == "on-register")


def _of_northern_ireland(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """The yearly dates of the register for pharmacists in Northern Ireland."""
    if facts.get("works_in") not in ("northern-ireland", "both") or facts.get("profession") != "pharmacist":
        return {}
    known = date(facts, "circumstances_known_on")
    portfolio = [whole(parameters, f"psni_portfolio_{part}") for part in ("month", "day")]
    month, day = (whole(parameters, f"psni_exception_{part}") for part in ("month", "day"))
    asked = next_yearly(on, month, day)
    if known is not None:
        asked = min(datetime.date(next_yearly(known, *portfolio).year, month, day), days_after(known, parameters, "psni_exception_days"))
    return {"psni_portfolio": next_yearly(on, *portfolio), "psni_exceptions": asked}


def missing_records(facts: Mapping[str, Fact], parameters: Parameters) -> list[str]:
    """The records that are certainly missing, in words. Planned records count towards the records that are still to be written."""
    needed, needed_planned = whole(parameters, "cpd_records"), whole(parameters, "cpd_records_planned")
    short = max(0, math.ceil(needed - (number(facts, "cpd_records") or 0))) if "cpd_records" in facts else 0
    planned = max(0, math.ceil(needed_planned - (number(facts, "cpd_planned") or 0))) if "cpd_planned" in facts else 0
    found = []
    if planned and planned >= short:
        found.append(f"{planned} planned CPD record{'s' if planned > 1 else ''}")
    elif short:
        found.append(f"{short} CPD record{'s' if short > 1 else ''}" + (f" ({planned} of them planned)" if planned else ""))
    if facts.get("peer_done") == "no":
        found.append("the peer discussion")
    if facts.get("reflective_done") == "no":
        found.append("the reflective account")
    return found


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Values for the table's placeholders. The dates of a renewal that is done are left out: what is due then is the next."""
    dates = deadlines(facts, parameters, on)
    expiry = date(facts, "expiry_date")
    if expiry is not None and "renewal_deadline" in dates:
        dates = {**renewal_year(expiry, parameters), **dates}
    found = {name: in_words(dates[key]) for name, key in _WORDS.items() if key in dates}
    if expiry is not None:
        found["expiry"] = in_words(expiry)
    for name in _TO_MEET & found.keys():
        found[name] = to_meet(dates[_WORDS[name]], on)
    if facts.get("renewed") == "yes":
        found.setdefault("deadline", "your next renewal deadline")
    missing = missing_records(facts, parameters)
    return {**found, "missing_records": listed(missing)} if missing else found


_WORDS = {
    "deadline": "renewal_deadline",
    "due": "renewal_deadline",
    "removal": "removal",
    "last_leaving_day": "voluntary_removal",
    "restoration": "restoration",
    "account": "account",
    "reapply": "hearing",
}
_DONE = {
    "records_owed": "records_sent_on",
    "fitness": "fitness_told_on",
    "superintendent": "superintendent_told_on",
    "notice_reply": "notice_answered_on",
    "details": "details_told_on",
}
"""For each clock that an event starts, the date by which somebody says that it was done."""
_TO_MEET = frozenset(["deadline", "last_leaving_day", "restoration"])
