"""The NMC's scheme: a yearly fee, revalidation every three years by the first day of the renewal month, and readmission while registered hours last.

Formulas are those of section 3 of the decision sheet for the NMC; every number is a parameter of `content/rules/nmc.toml`.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from guidance.dates import in_words
from rules.schemes.nmc_hours import catch_up, hours_band, shortage_words
from rules.schemes.values import Deadlines, Fact, Parameters, Rules, Words, add_months, date, last_of_month, listed, number, one, whole

_OFF = ("lapsed", "struck-off", "never")
"""Off the register: nothing is due for renewal, and the way back has clocks of its own."""
_EVIDENCE = (
    ("cpd_hours", "learning_hours", "{} hours of learning"),
    ("participatory_hours", "shared_learning_hours", "{} hours of learning with other people"),
    ("feedback", "feedback_pieces", "{} pieces of feedback"),
    ("accounts", "reflective_accounts", "{} reflective accounts"),
)


def derived() -> Rules:
    """`hours`, `deadline` (where today stands), `evidence` (all but hours), `return_hours`, `catch_up`, `seat` (a chief nurse who denies it)."""
    return {
        "hours": lambda facts, parameters, on: hours_band(facts, parameters),
        "deadline": _deadline,
        "evidence": lambda facts, parameters, on: _evidence(facts, parameters),
        "return_hours": _return_hours,
        "catch_up": catch_up,
        "seat": lambda facts, parameters, on: _seat(facts),
    }


def expiry_day(renewal: datetime.date) -> datetime.date:
    """R: the last day of the renewal month, when registration expires."""
    return last_of_month(renewal)


def application_day(renewal: datetime.date) -> datetime.date:
    """A: the first day of the renewal month, when the application is due."""
    return renewal.replace(day=1)


def period_start(renewal: datetime.date, parameters: Parameters) -> datetime.date:
    """The day after the last renewal: the first day of the month that follows the same month, some years before."""
    return add_months(application_day(renewal), 1 - 12 * whole(parameters, "period_years"))


def last_readmission_day(left: datetime.date, weekly: float, hours: int, years: int) -> datetime.date | None:
    """The last day to start readmission by hours in some years, after steady work of `weekly` hours until leaving.

    None where even on leaving the years did not hold enough hours.
    """
    if weekly <= 0:
        return None
    days = math.ceil(7 * hours / weekly - 1e-9)
    last = add_months(left, 12 * years)
    if days > (last - left).days:
        return None
    return last - datetime.timedelta(days=days)


def next_fee_day(renewal: datetime.date, on: datetime.date) -> datetime.date:
    """The next last day of the renewal month, on or after today: the fee is due every year."""
    days = [last_of_month(datetime.date(year, renewal.month, 1)) for year in (on.year, on.year + 1)]
    return min(day for day in days if day >= on)


def _deadline(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    renewal = date(facts, "renewal_date")
    far, near = whole(parameters, "long_horizon_months"), whole(parameters, "short_horizon_months")
    if renewal is None:
        months = number(facts, "months_to_deadline")
        if months is None:
            return frozenset(["over-12-months", "12-months-or-less", "3-months-or-less", "first-passed", "expired"])
        if months < 0:
            return one("first-passed" if months > -1 else "expired")
        return one("over-12-months" if months > far else "12-months-or-less" if months > near else "3-months-or-less")
    due = application_day(renewal)
    if on > expiry_day(renewal):
        return one("expired")
    if on > due:
        return one("first-passed")
    if on < add_months(due, -far):
        return one("over-12-months")
    return one("12-months-or-less" if on < add_months(due, -near) else "3-months-or-less")


def _shortfalls(facts: Mapping[str, Fact], parameters: Parameters) -> list[tuple[str, bool | None]]:
    found: list[tuple[str, bool | None]] = []
    for name, least, words in _EVIDENCE:
        told, needed = number(facts, name), whole(parameters, least)
        found.append((f"{words.format(needed)} ({told or 0:g} so far)", None if told is None else told < needed))
    found.append(("a partner for the reflective discussion", None if "partner" not in facts else facts["partner"] == "no"))
    found.append(("a confirmer", None if "confirmer" not in facts else facts["confirmer"] == "none"))
    return found


def _evidence(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    short = [missing for _, missing in _shortfalls(facts, parameters)]
    if any(short):
        return one("short")
    return frozenset(["complete", "short"]) if None in short else one("complete")


def _years_off(facts: Mapping[str, Fact], on: datetime.date) -> float | None:
    years, left = number(facts, "years_since_lapse"), date(facts, "left_on")
    return (on - left).days / 365.25 if years is None and left is not None else years


def _return_hours(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Hours before leaving drop out of the window as years pass, unless they were worked abroad, registered there."""
    years = None if facts.get("country") in (None, "overseas") else _years_off(facts, on)
    tests: list[bool | None] = []
    recent, longer = number(facts, "hours_last3"), number(facts, "hours_last5")
    if recent is not None and longer is not None and recent > longer:
        return frozenset(["met", "not-met"])
    for hours, need, window in ((recent, "readmission_hours_short", "readmission_years_short"), (longer, "readmission_hours_long", "readmission_years_long")):
        gone = years is not None and (years > whole(parameters, window) or (hours is None and years >= whole(parameters, window)))
        tests.append(False if gone else None if hours is None else hours >= whole(parameters, need))
    if recent is None and longer is not None and longer < whole(parameters, "readmission_hours_short"):
        tests[0] = False
    if any(tests):
        return one("met")
    return frozenset(["met", "not-met"]) if None in tests else one("not-met")


def _seat(facts: Mapping[str, Fact]) -> frozenset[str]:
    role, uses = facts.get("role"), facts.get("uses_professional_knowledge")
    if role not in (None, "chief-nurse") or uses in ("yes", "partly"):
        return one("fits")
    return frozenset(["fits", "doubtful"]) if None in (role, uses) else one("doubtful")


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """Every date of section 3 that the facts give: of renewal for those on the register. Days on which something opens are left out once they have passed."""
    return {**_renewal_dates(facts, parameters, on), **_leaving_dates(facts, parameters, on)}


def _renewal_dates(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    renewal = date(facts, "renewal_date")
    if renewal is None or facts.get("status") in _OFF:
        return {}
    due, expiry = application_day(renewal), expiry_day(renewal)
    found: Deadlines = {"application": due, "expiry": expiry}
    if not _held_open(facts):
        found["lapse"] = expiry + datetime.timedelta(days=1)
    if on > expiry:
        return {} if _held_open(facts) else found
    fee = next_fee_day(renewal, on)
    found |= {"fee": fee, "direct_debit": fee - datetime.timedelta(days=whole(parameters, "direct_debit_days"))}
    if on > due:
        return found
    found["extension_request"] = due - datetime.timedelta(days=1)
    for name in ("names", "accounts", "discussion", "confirmation"):
        found[f"plan_{name}"] = add_months(due, -whole(parameters, f"plan_{name}_months"))
    opening = {
        "window": due - datetime.timedelta(days=whole(parameters, "window_days")),
        "confirmation_from": last_of_month(add_months(expiry, -whole(parameters, "confirmation_months"))),
    }
    return found | {name: day for name, day in opening.items() if day >= on}


def _held_open(facts: Mapping[str, Fact]) -> bool:
    """Whether a case or an order keeps the entry from lapsing on its day: once it ends, the entry can lapse there and then, and no date tells when."""
    return facts.get("status") == "suspended" or facts.get("ftp") in ("open", "conditions")


def _declares(facts: Mapping[str, Fact]) -> bool:
    """Whether a case, an order or a known concern has to be declared on leaving: agreed removal is then the route, and not cancelling."""
    return facts.get("ftp") in ("open", "conditions", "possible")


def _by_hours(facts: Mapping[str, Fact]) -> bool:
    """Whether registered hours alone tell how long readmission stays open: removal by agreement changes the route, and nursing associates ask the NMC."""
    return facts.get("profession") != "nursing-associate" and not _declares(facts)


def _leaving_dates(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    found: Deadlines = {}
    left, weekly = date(facts, "left_on"), number(facts, "hours_per_week")
    if left is not None and left >= on and not _declares(facts):
        found["cancel_from"] = left - datetime.timedelta(days=whole(parameters, "cancel_days"))
    if left is not None and weekly is not None and _by_hours(facts):
        for name in ("short", "long"):
            last = last_readmission_day(left, weekly, whole(parameters, f"readmission_hours_{name}"), whole(parameters, f"readmission_years_{name}"))
            if last is not None:
                found[f"readmission_{name}"] = last
    started = date(facts, "application_started_on")
    if started is not None:
        found["readmission_decision"] = started + datetime.timedelta(weeks=whole(parameters, "readmission_weeks"))
    for told, name, years in (("struck_off_on", "restoration", "restoration_years"), ("test_passed_on", "test_expiry", "test_years")):
        day = date(facts, told)
        if day is not None:
            found[name] = add_months(day, 12 * whole(parameters, years))
    notice = date(facts, "verification_notice_on")
    if notice is not None:
        found["verification"] = notice + datetime.timedelta(days=whole(parameters, "verification_days"))
    return found


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Placeholders of the table: dates, the hours needed, the hours missing and what they are a week, and the evidence missing."""
    dates = deadlines(facts, parameters, on)
    found: Words = {f"{name}_date": in_words(max(day, on) if name.startswith("plan_") else day) for name, day in dates.items()}
    renewal = date(facts, "renewal_date")
    if "left_on" in facts and "hours_per_week" in facts and _by_hours(facts):
        closed = {f"readmission_{name}_date": "a day already past, at those hours" for name in ("short", "long")}
        found = closed | found
    if renewal is not None and on <= expiry_day(renewal):
        found["period_start"] = in_words(period_start(renewal, parameters))
    found |= shortage_words(facts, parameters, on)
    missing = [name for name, short in _shortfalls(facts, parameters) if short]
    return found | ({"missing_evidence": listed(missing)} if missing else {})
