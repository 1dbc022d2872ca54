"""Whether words ask the one question of this site: does somebody stay registered, or must they be?

It reads plain words and knows nothing of names, posts or answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search import analysis

_THING = (
    r"(?:regist\w*|reg|licen[cs]\w*|pins?|ltp|revalid\w*|reval|renew\w*|practi[cs]ing|on the books|(?:nmc|gmc|hcpc|gphc)(?: number)?|my number|my name on|"
    r"both)"
)
_FIRM = r"(?:regist\w*|reg|licen[cs]\w*|pin|ltp|revalid\w*|reval|renew|re register|practi[cs]ing)"
_STAY = (
    r"(?:keep|keeping|stay|staying|remain|remaining|lose|losing|loose|loosing|retain|retaining|maintain|give up|giving up|hand back|hand in|surrender|"
    r"relinquish|(?<!have )(?<!ive )(?<!id )come off|coming off|fall off|falling off|drop|let go|hold on|hang on|cancel|leave the|lapse)"
)
_COUNTING = r"(?:hours|hrs|role|roles|job|post|work|working|teaching|management|managing|leadership|leading|this|it|that|days|time)"
_NEAR, _FAR = r"(?: \w+){0,5}? ", r"(?: \w+){0,8}? "

_KEEPS = re.compile(rf"\b(?:{_STAY}{_NEAR}{_THING}|still(?: \w+){{0,2}}? {_THING}|{_THING}{_FAR}{_STAY})\b")
_STILL_ONE = re.compile(
    r"\b(?:am|are|is) (?:i|they|she|he|you) still\b|\bstill (?:be |am |count as )?(?:a|an)\b"
    r"|\b(?:stop|give up|cease|keep|go on|carry on) (?:being|as) (?:a|an)\b"
)
_MUST = re.compile(
    rf"\b(?:must|have to|has to|need|needs|needed|required|allowed|obliged|supposed|should|shall){_NEAR}{_FIRM}\b"
    rf"|\b(?:need|needs|must (?:have|hold)|have to (?:have|hold)) (?:{_FIRM}|gmc|nmc|hcpc|gphc|both)\b"
    rf"|\b(?:{_FIRM}|gmc|nmc|hcpc|gphc) (?:\w+ )?(?:needed|required|necessary|compulsory|mandatory|worth (?:it|keeping))\b"
    rf"|\b(?:{_FIRM}),? or (?:just |only |not )?(?:the )?{_FIRM}\b"
    rf"|\b(?:point|worth) (?:in |of )?(?:\w+ ){{0,3}}{_FIRM}\b"
    rf"|\b(?:do|does|will|would|did|am|is) (?:i|we|they|she|he) (?:\w+ )?(?:revalidate|renew)\b"
    rf"|\b(?:can|could) (?:\w+ ){{1,9}}(?:revalidate|renew|stay on|remain on)\b"
)
_COUNTS = re.compile(
    rf"\b(?:does|do|will|would|can|could)\b(?: \w+){{0,6}}? {_COUNTING}(?: \w+){{0,3}}? counts?\b"
    r"(?! (?:as|towards?|for) (?:(?!practice)\w+ )?(?:cpd|learning|appraisal|feedback))"
)
_PROCEDURE = re.compile(
    r"^(?:who|whom|when|which|where|what|why|whose)\b|^how (?!(?:do|can) i (?:keep|stay|remain|retain|maintain)\b)"
    r"|\bwhen (?:must|do|does|should|will) \w+ renew\b"
)
_TITLE = re.compile(r"\b(?:call (?:my|him|her|them|your)sel\w+|call myself|use the title|use my title|post nominals|letterhead)\b")
_OTHER_THINGS = re.compile(r"\b(?:tell|inform|notify|declare|report|strike|struck|indemnity|insurance)\b")


def keeps(words: str, named: bool) -> bool:
    """Whether words speak of staying on a register or leaving it. `words`: folded, apart by blanks. `named`: whether a profession is among them."""
    return bool(_KEEPS.search(words) or named and _STILL_ONE.search(words)) and not _TITLE.search(words)


def asks(words: str, named: bool) -> bool:
    """Whether words ask if somebody stays registered, must be, or still practises, in so many words or in a few ("keep pin", "licence needed").

    words: folded, apart by blanks. named: whether they name a profession. How to do something, and who does it, are other questions. Raises nothing.
    """
    if _PROCEDURE.search(words) or _TITLE.search(words):
        return False
    if keeps(words, named) or _COUNTS.search(words):
        return True
    return bool(_MUST.search(words)) and not _OTHER_THINGS.search(words)


_TROUBLES = {
    "register": re.compile(
        r"\b(?:struck off|strike off|eras(?:ed|ure)|lapsed|expired|off the register|missed|overdue|forgot(?:ten)?|"
        r"(?:was|been|were|got) removed|removed from|(?:not|didnt|did not|havent|never) (?:renew|revalidat|pa(?:y|id)\b)\w*|"
        r"(?:i|ive|have|had|has) let (?:\w+ ){0,3}lapse|came off|come off the|fell off|not registered|no longer registered)\b"
    ),
    "suspension": re.compile(r"\bsuspen\w+\b"),
    "conditions": re.compile(r"\b(?<!term )(?<!and )conditions\b"),
    "case": re.compile(
        r"\b(?:investigat(?:ed|ing|ions?)|(?<!health )tribunal(?! (?:member|judge|doctor|work))|hearing(?! aids?)|interim order|referred|referral|"
        r"complaint|ftp|fitness to practi[cs]e|dismissed|sacked|fired|disciplin(?:ary|ed)|arrest\w*|convict\w+|caution(?:ed|s)?)\b"
    ),
}


def trouble(words: str) -> str:
    """What words speak of that a general answer takes not to be so.

    words: folded, apart by blanks. Returns `register` (off the register, a lapse or a missed date), `suspension`, `conditions`, `case` (of a regulator, an
    employer or the police) or nothing; where several are said, the first of these, since whoever is off the register is answered by that. Raises nothing.
    """
    return next((kind for kind, said in _TROUBLES.items() if said.search(words)), "")


def is_troubled(words: str) -> bool:
    """Whether words speak of any trouble. `words`: folded, apart by blanks."""
    return bool(trouble(words))


_BARE = re.compile(rf"{_THING}|{_STAY}|hours|hrs|acting|former|ex|senior|new|now|years?|months?|moved|gone|going|turned|became|become|becoming|records?|cpd")


def is_bare(rest: Iterable[str]) -> bool:
    """Whether nothing is said beside names but registration and small words. `rest`: the words that name nothing."""
    return all(word in analysis.STOP or word in analysis.WEAK or _BARE.fullmatch(word) or word.isdecimal() for word in rest)
