"""The HCPC's scheme: one renewal every two years in each profession's own window, and one test, whether the person has practised since the last deadline.

Formulas are those of section 3 of the decision sheet for the HCPC (deadline arithmetic); every number is a parameter of `content/rules/hcpc.toml`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from guidance.dates import in_words
from rules.schemes.values import Deadlines, Fact, Parameters, Rules, Words, add_months, number, one, to_meet, whole

RESTING = ("between-jobs", "leave", "retired")
BANDS = ("under-24", "24-to-59", "60-or-more")
_WITHOUT_PRACTICE = ("practise_again", "updating_from", "evidence_after")


def derived() -> Rules:
    """`window`, `gap` (since any practice), `practice` (in this cycle, or how long ago), `restart` (for those who practise now), `updating`."""
    return {
        "window": _window,
        "gap": lambda facts, parameters, on: _gap(facts, parameters),
        "practice": _practice,
        "restart": _restart,
        "updating": lambda facts, parameters, on: _updating(facts, parameters),
    }


def window_end(profession: str, parameters: Parameters, on: datetime.date) -> datetime.date | None:
    """The last day of the profession's window that ends on a date or next after it. None for a profession without a window."""
    first = parameters.get(f"window_end.{profession}")
    if not isinstance(first, datetime.date):
        return None
    cycle = whole(parameters, "cycle_months")
    turns = ((on.year - first.year) * 12 + on.month - first.month) // cycle
    end = add_months(first, turns * cycle)
    return end if end >= on else add_months(first, (turns + 1) * cycle)


def window_start(end: datetime.date, parameters: Parameters) -> datetime.date:
    """The first day of a window: a window is some whole calendar months."""
    return add_months(end.replace(day=1), 1 - whole(parameters, "window_months"))


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """The day some working days later, Monday to Friday (bank holidays are not known here)."""
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def days_needed(months: float, parameters: Parameters) -> int:
    """Days of updating that a gap of some months calls for."""
    if months < whole(parameters, "short_gap_months"):
        return 0
    return whole(parameters, "updating_days" if months < whole(parameters, "long_gap_months") else "updating_days_long")


def gap_at(day: datetime.date, months: float, on: datetime.date) -> int:
    """The gap in whole months on a later day, for somebody whose gap on `on` is some months."""
    return int(months + _months_between(on, day))


def _months_between(start: datetime.date, end: datetime.date) -> float:
    return (end.year - start.year) * 12 + end.month - start.month + (end.day - start.day) / 31


def _overdue(facts: Mapping[str, Fact]) -> bool:
    left = number(facts, "months_to_deadline")
    return facts.get("last_renewal") == "not-complete" or (left is not None and left < 0)


def _deadline(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> datetime.date | None:
    """The deadline that matters: the one missed, or the next. None where the person's own count contradicts the profession's window."""
    end = window_end(str(facts.get("profession", "")), parameters, on)
    if end is None:
        return None
    if _overdue(facts):
        end = add_months(end, -whole(parameters, "cycle_months"))
    left = number(facts, "months_to_deadline")
    return None if left is not None and abs(_months_between(on, end) - left) > 1 else end


def _window(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    if _overdue(facts):
        return one("passed")
    left = number(facts, "months_to_deadline")
    if left is not None:
        return one("open" if left <= whole(parameters, "window_months") else "later")
    end = _deadline(facts, parameters, on)
    if end is None:
        return frozenset(["later", "open", "passed"])
    return one("open" if window_start(end, parameters) <= on else "later")


def _gap(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    months = number(facts, "months_since_practice")
    if months is None:
        return frozenset(BANDS)
    if months < whole(parameters, "short_gap_months"):
        return one("under-24")
    return one("24-to-59" if months < whole(parameters, "long_gap_months") else "60-or-more")


def _since_deadline(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> bool | None:
    """Whether the last practice, in full months ago, fell in this cycle: yes, no, or cannot be told.

    It fell after the last deadline for certain, or before the window of that renewal (a person may have renewed, and then practised, inside the window).
    """
    months, cycle = number(facts, "months_since_practice"), whole(parameters, "cycle_months")
    if months is None:
        return None
    end = _deadline(facts, parameters, on)
    last = add_months(end or on, -cycle * (2 if end is None and _overdue(facts) else 1))
    latest = add_months(on, -int(months))
    if latest < window_start(last, parameters) or (months >= whole(parameters, "short_gap_months") and not _overdue(facts)):
        return False
    return True if end is not None and add_months(on, -int(months) - 1) >= last else None


def _practice(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    answer, since, gap = facts.get("practised_since_last_renewal"), _since_deadline(facts, parameters, on), _gap(facts, parameters)
    if answer == "unsure":
        return one("unsure")
    if answer == "yes":
        return one("disagrees" if since is False else "in-this-cycle")
    if answer == "no" or since is False:
        return gap
    return one("in-this-cycle") if since else gap | one("in-this-cycle")


def practises(facts: Mapping[str, Fact]) -> bool | None:
    """Whether somebody with these facts practises now, or is about to: yes, no, or None where it cannot be told."""
    role, knowledge = facts.get("role"), facts.get("uses_professional_knowledge")
    if facts.get("other_practice", "none") != "none" or role == "clinical":
        return True
    if role in RESTING:
        return False
    return None if role is None or knowledge is None else knowledge in ("yes", "partly")


def _restart(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """For those who practise now: whether they have done so in this cycle, or begin again. Nobody else can be beginning again.

    It disagrees for everybody who denies practice in this cycle beside a number of months that falls in it.
    """
    practice = _practice(facts, parameters, on)
    if facts.get("practised_since_last_renewal") == "no" and _since_deadline(facts, parameters, on):
        return one("disagrees")
    if practises(facts) is False:
        return one("underway")
    reads = {"in-this-cycle": "underway", "disagrees": "disagrees", "unsure": "recent", "under-24": "recent"}
    return frozenset(reads.get(band, "long-gap") for band in practice)


def _updating(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    done, months = number(facts, "updating_days"), number(facts, "months_since_practice")
    long, short = whole(parameters, "updating_days_long"), whole(parameters, "updating_days")
    possible = {0, short, long} if months is None else {days_needed(months, parameters)}
    if done is None:
        return frozenset(band for need in possible for band in (["short", "done"] if need else ["not-needed"]))
    return frozenset("not-needed" if not need else "done" if done >= need else "short" for need in possible)


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """Dates of the cycle. Those that bind nobody once they are past (a window that has opened, say) are left out then."""
    status = facts.get("status", "on")
    end = _deadline(facts, parameters, on)
    if end is None or status not in ("on", "off-under-1-month"):
        return {}
    grace = whole(parameters, "short_readmission_months")
    if status == "off-under-1-month":
        limit = _short_form(end, parameters, on)
        return {"short_readmission": limit} if limit >= on else {}
    start, last = window_start(end, parameters), add_months(end, -whole(parameters, "cycle_months"))
    ahead = {
        "window_opens": start,
        "practise_again": add_months(start, -whole(parameters, "practise_lead_months")),
        "audit_notice": working_days_after(start, whole(parameters, "audit_notice_working_days")),
        "refund": add_months(last, whole(parameters, "refund_months")),
        "updating_from": add_months(end, -whole(parameters, "updating_months")),
        "evidence_after": add_months(end, whole(parameters, "evidence_months")),
    }
    if facts.get("practised_since_last_renewal") == "yes":
        ahead = {name: day for name, day in ahead.items() if name not in _WITHOUT_PRACTICE}
    months = number(facts, "months_since_practice")
    if months:
        ahead["two_year_gap"] = gap = add_months(on, whole(parameters, "short_gap_months") - int(months) - 1) + datetime.timedelta(days=1)
        if gap >= on and "practise_again" in ahead:
            ahead["practise_again"] = min(ahead["practise_again"], gap - datetime.timedelta(days=1))
    dates = {name: day for name, day in ahead.items() if day >= on and (name != "audit_notice" or "audit" not in facts)}
    dates |= {"renewal_deadline": end, "short_readmission": add_months(end, grace)}
    return dates | ({"audit_profile": end} if _profile_due(facts, end, on) else {})


def _short_form(end: datetime.date, parameters: Parameters, on: datetime.date) -> datetime.date:
    """The last day for the short readmission form after the window that closed last."""
    closed = end if end < on else add_months(end, -whole(parameters, "cycle_months"))
    return add_months(closed, whole(parameters, "short_readmission_months"))


def _profile_due(facts: Mapping[str, Fact], end: datetime.date, on: datetime.date) -> bool:
    """Whether an audit profile is due on a deadline. Nobody is overdue with one who was not picked; who has not said may be picked for a date to come."""
    audit = facts.get("audit")
    return audit == "due" or (audit is None and end >= on) or (audit == "missed" and end < on)


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Placeholders: `deadline`, `opens`, `last_deadline`, `aim`, `short_readmission`, `two_years`, `evidence_by`, `gap_at_deadline`, `updating_left`."""
    named = {
        "renewal_deadline": "deadline",
        "window_opens": "opens",
        "practise_again": "aim",
        "short_readmission": "short_readmission",
        "two_year_gap": "two_years",
        "evidence_after": "evidence_by",
    }
    dates = deadlines(facts, parameters, on)
    found = {named[name]: to_meet(day, on) for name, day in dates.items() if name in named}
    months, end = number(facts, "months_since_practice"), dates.get("renewal_deadline")
    if end is not None:
        found.setdefault("aim", "the first day that you can")
        found["last_deadline"] = in_words(add_months(end, -whole(parameters, "cycle_months")))
        if months is not None:
            found["gap_at_deadline"] = f"{gap_at(end, months, on)} months"
    closed = _deadline(facts, parameters, on)
    if closed is not None and facts.get("status") == "off-under-1-month":
        found["short_readmission"] = to_meet(_short_form(closed, parameters, on), on)
    if months is not None and (need := days_needed(months, parameters)):
        left = max(0, need - int(number(facts, "updating_days") or 0))
        found["updating_left"] = f"{left} days" if left != 1 else "1 day"
    return found
