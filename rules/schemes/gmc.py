"""The GMC's scheme: name and licence apart, revalidation on a submission date, appraisals, letters with a time limit, and the ways back.

Formulas are those of the decision sheet for the GMC (definitions in section 1, dates in section 5); numbers are parameters of `content/rules/gmc.toml`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from guidance.dates import in_words
from rules.schemes.values import Deadlines, Fact, Parameters, Rules, Words, add_months, date, number, one, to_meet, whole

ASSOCIATES = ("physician-associate", "anaesthesia-associate")
WITHOUT_A_POST = ("between-jobs", "career-break", "retired")
SEATS = ("non-executive-director", "chair")
OFF_THE_REGISTER = ("voluntarily-erased", "admin-erased", "struck-off", "never")
_OF_LICENCES = ("submission_date", "last_appraisal_date")
_LICENCE_BACK = {"licence_restore_from", "licence_restore_by"}
DAY = datetime.timedelta(days=1)


def derived() -> Rules:
    """The post, the connection, the place in the revalidation cycle, breaks and gaps, and answers that cannot both be right."""
    return {
        "post": lambda facts, parameters, on: _post(facts),
        "link": lambda facts, parameters, on: _link(facts),
        "submission": _submission,
        "appraisals": _appraisals,
        "feedback": _feedback,
        "break_length": lambda facts, parameters, on: _beyond(facts, "break_months", whole(parameters, "break_months_most"), "up-to-12", "over-12"),
        "gap": lambda facts, parameters, on: _beyond(facts, "gap_months", whole(parameters, "gap_months_most"), "up-to-24", "over-24"),
        "off_register": _off_register,
        "revalidated": _revalidated,
        "english_body": lambda facts, parameters, on: one("possible" if facts.get("country", "england") == "england" else "no"),
        "answers": lambda facts, parameters, on: _answers(facts),
    }


def _post(facts: Mapping[str, Fact]) -> frozenset[str]:
    told = {"yes": "kept-for-doctors", "no": "open-to-others", "unsure": "unsure"}.get(str(facts.get("post_reserved")))
    if told:
        return one(told)
    role, status = facts.get("role"), facts.get("status")
    on_leave = facts.get("break_reason") == "parental-or-sick"
    if status in OFF_THE_REGISTER or (role in WITHOUT_A_POST and not on_leave) or (status == "licensed" and role in SEATS):
        return one("open-to-others")
    if status == "licensed" and role == "medical-director":
        return one("kept-for-doctors")
    return frozenset(["kept-for-doctors", "open-to-others", "unsure"])


def _link(facts: Mapping[str, Fact]) -> frozenset[str]:
    told = {"ro": "a-connection", "suitable-person": "a-connection", "none": "no-connection", "unknown": "unknown"}
    connection = str(facts.get("connection"))
    return one(told[connection]) if connection in told else frozenset(["a-connection", "no-connection"])


def _licensed_doctor(facts: Mapping[str, Fact]) -> bool:
    return facts.get("profession", "doctor") == "doctor" and facts.get("status", "licensed") == "licensed"


def _may_revalidate(facts: Mapping[str, Fact]) -> bool:
    """Whether the duties of a licence may bind, so that their dates count: not where somebody has told that there is none. A suspension may end."""
    without = (*OFF_THE_REGISTER, "registered", "no-licence", "licence-withdrawn")
    return facts.get("profession", "doctor") == "doctor" and facts.get("status") not in without


def _bound(facts: Mapping[str, Fact]) -> bool:
    """Whether something that was told needs the licence, so that it cannot be given up as things stand."""
    here = facts.get("uk_work") != "overseas-only"
    held = {"ro_or_sp": ("yes",), "reserved_acts": ("some",), "performers_list": ("yes-sessions", "yes-no-sessions-12m"), "in_training": ("yes",)}
    posts = {"post_reserved": ("yes",), "contract_licence": ("yes",), "other_practice": ("occasional-clinical", "regular-clinical")}
    return any(facts.get(name) in values for name, values in (held | posts if here else held).items())


def _years_since(facts: Mapping[str, Fact], on: datetime.date) -> Callable[[float], bool] | None:
    """Whether so many years have gone by since the doctor last revalidated, or None where nobody told."""
    years, day = number(facts, "last_revalidated_years"), date(facts, "last_revalidated_date")
    if years is None and day is None:
        return None
    return lambda wanted: (years is not None and years >= wanted) or (day is not None and on >= add_months(day, round(wanted * 12)))


def _submission(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """`passed`, `under-12` or `12-or-more` months ahead. Where the date is not told, the last revalidation and the normal cycle stand in for it."""
    if not _licensed_doctor(facts):
        return one("12-or-more")
    final = whole(parameters, "final_year_months")
    months, day = number(facts, "months_to_submission"), date(facts, "submission_date")
    if months is not None or day is not None:
        if (months is not None and months < 0) or (day is not None and day < on):
            return one("passed")
        soon = (months is not None and months < final) or (day is not None and add_months(day, -final) < on)
        return one("under-12" if soon else "12-or-more")
    since = _years_since(facts, on)
    if since is None or facts.get("in_training") == "yes":
        return frozenset(["passed", "under-12", "12-or-more"])
    cycle = whole(parameters, "cycle_years")
    if since(cycle):
        return frozenset(["passed", "under-12"])
    return one("under-12") if since(cycle - final / 12) else frozenset(["under-12", "12-or-more"])


def _appraisals(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Up to date: the last appraisal recent enough and, with the submission date near, enough of them in the cycle. Else behind, or late by agreement."""
    if not _licensed_doctor(facts) or facts.get("in_training") == "yes":
        return one("up-to-date")
    checks = [_late(facts, parameters, on), _few(facts, parameters, on), _none_since(facts, parameters, on)]
    behind = "late-by-agreement" if facts.get("approved_reason") == "yes" else "behind"
    if any(checks):
        return one(behind)
    return frozenset(["up-to-date", behind]) if None in checks else one("up-to-date")


def _late(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> bool | None:
    most = whole(parameters, "appraisal_months_most")
    months, day = number(facts, "last_appraisal_months"), date(facts, "last_appraisal_date")
    if months is None and day is None:
        return None
    return (months is not None and months > most) or (day is not None and on > add_months(day, most))


def _few(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> bool | None:
    near = _submission(facts, parameters, on)
    done = number(facts, "appraisals_in_cycle")
    if near == one("12-or-more") or (done is not None and done >= whole(parameters, "appraisals_least")):
        return False
    return None if done is None or "12-or-more" in near else True


def _none_since(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> bool:
    """No appraisal at all since a revalidation so long ago that the last appraisal must be too old, whatever else was told."""
    since = _years_since(facts, on)
    return number(facts, "appraisals_in_cycle") == 0 and since is not None and since((whole(parameters, "appraisal_months_most") + 1) / 12)


def _feedback(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Colleague feedback is late when it is not done and the submission date is near or gone."""
    near = _submission(facts, parameters, on)
    done = str(facts.get("msf_done"))
    if not _licensed_doctor(facts) or done == "yes" or near == one("12-or-more"):
        return one("in-hand")
    return one("late") if done == "no" and "12-or-more" not in near else frozenset(["in-hand", "late"])


def _beyond(facts: Mapping[str, Fact], name: str, most: int, short: str, long: str) -> frozenset[str]:
    months = number(facts, name)
    return frozenset([short, long]) if months is None else one(long if months > most else short)


def _off_register(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    bands = ["under-24-months", "24-months-to-5-years", "over-5-years"]
    short, long = whole(parameters, "off_register_short_months"), whole(parameters, "off_register_long_months")
    months, ended = number(facts, "off_register_months"), date(facts, "registration_ended_date")
    back = date(facts, "return_date") or on
    found = [] if months is None else [2 if months > long else 1 if months >= short else 0]
    if ended is not None:
        found.append(2 if back > add_months(ended, long) else 1 if back >= add_months(ended, short) else 0)
    return one(bands[max(found)]) if found else frozenset(bands)


def _revalidated(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    since = _years_since(facts, on)
    if since is None:
        return frozenset(["under-5-years", "5-years-or-more"])
    return one("5-years-or-more" if since(whole(parameters, "revalidate_first_years")) else "under-5-years")


def _answers(facts: Mapping[str, Fact]) -> frozenset[str]:
    """On the register and off it at once, or a notice about a licence that is not held: such answers give no comfort."""
    listed = facts.get("status") in ("licensed", "registered", "no-licence", "suspended")
    gone = (number(facts, "off_register_months") or 0) > 0 or "registration_ended_date" in facts
    doctor = facts.get("profession", "doctor") == "doctor"
    notice = doctor and facts.get("status") == "no-licence" and facts.get("gmc_notice_open", "none") != "none"
    return one("disagree" if (listed and gone) or notice else "agree")


def give_up_window(parameters: Parameters, on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last day on which a licence given up by an application of today may end."""
    return on, on + DAY * whole(parameters, "give_up_days_ahead")


def last_of_count(first: datetime.date, days: int) -> datetime.date:
    """The last of so many days when the given day is the first of them."""
    return first + DAY * (days - 1)


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    """Every date of the scheme that the told dates give."""
    found: Deadlines = {}
    for name, work_out in (
        ("submission_date", _from_submission), ("last_revalidated_date", _from_revalidation), ("last_appraisal_date", _from_appraisal),
        ("letter_date", _from_letter), ("decision_date", _from_decision), ("panel_decision_date", _from_panel),
        ("leave_date", _from_leaving), ("return_date", _from_return), ("registration_ended_date", _from_ending),
        ("last_gp_session_date", _from_session), ("event_date", _from_event),
    ):  # fmt: skip
        day = date(facts, name)
        if day is not None and (name not in _OF_LICENCES or _may_revalidate(facts)):
            found |= work_out(day, parameters)
    if _licensed_doctor(facts) and facts.get("aim") in ("keep-name", "leave", "undecided") and not _bound(facts):
        found["licence_end_latest"] = give_up_window(parameters, on)[1]
    if facts.get("profession") in ASSOCIATES and facts.get("status") in OFF_THE_REGISTER:
        begins = date(parameters, "associate_offence")
        found |= {"associate_registration": begins - DAY} if begins else {}
    notice_keys = {"annual-return-due": "annual_return_earliest", "assessment-due": "assessment_booking_earliest"}
    notice = facts.get("gmc_notice_open")
    hidden = {*notice_keys.values()} - {notice_keys.get(str(notice))}
    hidden |= set() if notice in (None, "non-engagement", "withdrawal") else {"letter_answer", "letter_silence"}
    if facts.get("ftp_open") == "yes" or notice in ("non-engagement", "withdrawal"):
        hidden |= {"licence_end_latest", "licence_end_before", "leave_apply"}  # advice, or the answer to the letter, comes before any change
    hidden |= set() if "up-to-date" in _appraisals(facts, parameters, on) else {"appraisal_mark"}
    status = facts.get("status")
    hidden |= {"practice_setting"} if status == "struck-off" else {"struck_off_application"}
    hidden |= {"registration_restore_by"} if status in ("no-licence", "struck-off") else set()
    hidden |= _LICENCE_BACK if status in OFF_THE_REGISTER else set()
    return {name: day for name, day in found.items() if name not in hidden}


def _from_submission(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {
        "survey_start": add_months(day, -whole(parameters, "survey_start_months")),
        "survey_done": add_months(day, -whole(parameters, "survey_done_months")),
        "ready": add_months(day, -whole(parameters, "notice_usual_months")),
        "notice_latest": add_months(day, -whole(parameters, "notice_least_months")),
        "licence_end_before": day - DAY,
        "submission": day,
    }


def _from_revalidation(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {
        "next_submission": add_months(day, 12 * whole(parameters, "cycle_years")),
        "revalidate_first": add_months(day, 12 * whole(parameters, "revalidate_first_years")),
    }


def _from_appraisal(day: datetime.date, parameters: Parameters) -> Deadlines:
    due, most = whole(parameters, "appraisal_months"), whole(parameters, "appraisal_months_most")
    return {"next_appraisal": add_months(day, due), "appraisal_mark": add_months(day, most)}


def _from_letter(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {
        "letter_answer": last_of_count(day, whole(parameters, "answer_days")),
        "letter_silence": day + DAY * whole(parameters, "answer_days"),
        "annual_return_earliest": add_months(day, whole(parameters, "annual_return_notice_months")),
        "assessment_booking_earliest": add_months(day, whole(parameters, "assessment_notice_months")),
    }


def _from_decision(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {"appeal": last_of_count(day, whole(parameters, "appeal_days"))}


def _from_panel(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {"further_appeal": last_of_count(day, whole(parameters, "appeal_days"))}


def _from_leaving(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {"leave_apply": add_months(day, -whole(parameters, "leave_months_ahead"))}


def _from_return(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {
        "licence_restore_from": add_months(day, -whole(parameters, "licence_restore_months_ahead")),
        "licence_restore_by": day - 7 * DAY * whole(parameters, "licence_restore_weeks"),
        "registration_restore_by": add_months(day, -whole(parameters, "registration_restore_months")),
    }


def _from_ending(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {
        "practice_setting": add_months(day, whole(parameters, "off_register_short_months")),
        "struck_off_application": add_months(day, 12 * whole(parameters, "struck_off_years")),
    }


def _from_session(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {"list_session": add_months(day, whole(parameters, "list_months")), "return_programme": add_months(day, whole(parameters, "programme_months"))}


def _from_event(day: datetime.date, parameters: Parameters) -> Deadlines:
    return {"old_allegation": add_months(day, 12 * whole(parameters, "allegation_years"))}


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Placeholders: the dates that the texts name, and the span within which restoring the name could come through."""
    dates = deadlines(facts, parameters, on)
    names = (
        "submission", "ready", "notice_latest", "survey_done", "letter_answer", "letter_silence", "appeal", "licence_end_before",
        "licence_restore_from", "licence_restore_by", "registration_restore_by", "leave_apply", "struck_off_application",
    )  # fmt: skip
    found = {name: in_words(dates[name]) for name in names if name in dates}
    found |= {name: to_meet(dates[name], on) for name in ("letter_answer", "letter_silence", "appeal", "registration_restore_by") if name in dates}
    found |= {name: in_words(max(dates[name], on)) for name in ("ready", "licence_restore_from") if name in dates}
    found["licence_end_last"] = in_words(give_up_window(parameters, on)[1])
    span = {"restored_first": "registration_restore_months_least", "restored_last": "registration_restore_months"}
    return found | {name: in_words(add_months(on, whole(parameters, months))) for name, months in span.items()}
