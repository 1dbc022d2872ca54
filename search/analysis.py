"""What a word is: the one tokeniser that the index, queries, snippets and synonyms share, and the stems behind them.

It knows letters and British spelling; it must not know fields, queries or the engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.schema import stem as porter

LONGEST = 60
"""Words are cut at this length: nothing real is longer, and an index of pasted keys helps nobody."""

STOP = frozenset(
    "a about after all also am an and any anyone are as at be because been being but by can could did do does doing for from get gets getting go "
    "goes going gone got had has have having he her hers him his how i id if ill im in into is it its ive just like may me might mine must my now "
    "of on one or our ours over please she should so some somebody someone than that thats the their theirs them then there these they this those "
    "though through to too under until up us was we were what whats when where whether which while who whom whose why will with would yes you "
    "your yours yourself myself instead soon exactly really actually happen happens happened anything something thing things say says said ever "
    "even want wants wanted know dont doesnt cant wont didnt isnt arent wasnt werent hasnt havent hadnt wouldnt couldnt shouldnt "
    "shouldve weve youve theyve youre theyre hes shes theres heres lets cos coz cuz bc w wat wot wats hows wheres wholl u ur urs r y n pls plz ta "
    "thx tho gonna gotta wanna dunno probably prob probs maybe perhaps anyway btw atm tbh ie eg etc ok lol hmm moment anybody everybody everyone "
    "each still okay vs versus".split()
)
"""Words that say nothing by themselves, as typed in haste too. "No", "not", "without", "never" and "off" stay: they turn a question round."""

WEAK = frozenset(
    "need needs needed run runs running use uses used using make makes made making take takes took taking put puts keep keeps job jobs role roles "
    "post posts position work works working worked worker allowed possible ago present currently already enough quite only really out off back "
    "new no not non first last next day time right wrong long same own way bit bits lot lots nothing everything turned became become becoming "
    "being tell tells".split()
)
"""Words that say little: nearly every question has one, and hardly any section turns on it."""

LINKS = frozenset("a an the my me our your his her their".split())
"""Words that are stepped over when names and synonyms are recognised: "signs me off" is "signs off"."""

_LETTER = r"[^\W\d_]"
_SIGN = r"(?:[^\W_]|[\u0300-\u036f])"
_TOKEN = re.compile(rf"(?:{_LETTER}\.){{2,}}{_LETTER}?(?:['’]s)?(?!{_SIGN})|\d+(?:[.,]\d+)*|{_LETTER}&{_LETTER}(?!{_SIGN})|{_SIGN}+(?:['’ʼ]{_SIGN}+)*")
_HYPHENS = frozenset("-‐‑")

_SPELLINGS = {
    "licensing": "licencing", "licensed": "licenced", "licensee": "licencee", "license": "licence", "licenses": "licences", "licensure": "licencure",
    "practise": "practice", "practises": "practices", "practised": "practiced", "practising": "practicing",
    "candor": "candour", "behavior": "behaviour", "honor": "honour", "labor": "labour", "favor": "favour",
    "program": "programme", "programs": "programmes", "enroll": "enrol", "enrollment": "enrolment", "enrolled": "enroled",
    "judgement": "judgment", "counseling": "counselling", "fulfill": "fulfil", "dietician": "dietitian", "dieticians": "dietitians",
    "pediatric": "paediatric", "anesthesia": "anaesthesia", "anesthetist": "anaesthetist", "orthopedic": "orthopaedic",
    "midwives": "midwife", "midwifery": "midwife", "learnt": "learned", "lapsing": "lapse",
}  # fmt: skip
_IRREGULAR = {
    form: verb
    for verb, forms in {
        "begin": "began begun", "choose": "chose chosen", "come": "came", "fall": "fell fallen", "find": "found", "forget": "forgot forgotten",
        "give": "gave given", "hold": "held", "keep": "kept", "leave": "left", "lose": "lost", "meet": "met", "pay": "paid", "run": "ran",
        "send": "sent", "sit": "sat", "speak": "spoke spoken", "strike": "struck", "take": "took taken", "teach": "taught", "write": "wrote written",
        "withdraw": "withdrew withdrawn", "complain": "complaint complaints", "expire": "expiry", "extend": "extension extensions",
        "readmit": "readmission", "refer": "referral referrals", "submit": "submission submissions", "suspend": "suspension suspensions",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Forms that Porter cannot lead back: people say that they "gave up" or "have given up" what pages tell them how to "give up"."""
_APART = dict.fromkeys(("consultancy", "consultancies", "consulting"), "consultancy")
"""Words that Porter takes for another thing: a consultancy is not a consultant."""
_NUMBERS = dict(zip("two three four five six seven eight nine ten eleven twelve".split(), map(str, range(2, 13)), strict=True))
_IZE = re.compile(r"(?<=[a-z]{3})iz(e|es|ed|ing|er|ers|ation|ations|ational)$")


@dataclass(frozen=True)
class Token:
    """A word and where it stands: `text` folded, `start` and `end` in the source; `joined` and `parts` on the first word of a hyphenated one."""

    text: str
    start: int
    end: int
    joined: str = ""
    parts: int = 1


@lru_cache(maxsize=32768)
def fold(word: str) -> str:
    """The word in lower case without accents, apostrophes and dots. May be empty, if there was nothing else."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    if plain[:1].isdigit():
        return plain.replace(",", "")[:LONGEST]
    plain = re.sub(r"['’ʼ]s?$", "", plain)
    return re.sub(r"[\s'’ʼ.|,]", "", plain)[:LONGEST]


def tokens(text: str) -> list[Token]:
    """The words of a text in order, with their places; never raises.

    Numbers are words ("450", "2.5"); "C.E.O." is "ceo"; "don't" is "dont"; a hyphenated word gives its parts and, on the first of them, the joined form.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        folded = fold(match.group())
        if folded:
            found.append(Token(folded, match.start(), match.end()))
    return _with_joined(text, found)


def _with_joined(text: str, found: list[Token]) -> list[Token]:
    result: list[Token] = []
    index = 0
    while index < len(found):
        last = index
        while last + 1 < len(found) and found[last + 1].start == found[last].end + 1 and text[found[last].end] in _HYPHENS:
            last += 1
        first = found[index]
        if last > index:
            chain = found[index : last + 1]
            joined = "".join(item.text for item in chain)[:LONGEST]
            result.append(Token(first.text, first.start, first.end, joined, len(chain)))
            result.extend(chain[1:])
        else:
            result.append(first)
        index = last + 1
    return result


def words(text: str) -> tuple[str, ...]:
    """The words of a text alone."""
    return tuple(token.text for token in tokens(text))


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """The form under which a folded word is found beside its relatives: British spelling first, then Porter.

    Porter alone parts "practise" from "practice" and "organise" from "organize"; both must find both. "Five" is 5.
    """
    if word in _NUMBERS or word in _APART:
        return _NUMBERS.get(word) or _APART[word]
    return porter(_IZE.sub(r"is\1", _IRREGULAR.get(word) or _SPELLINGS.get(word, word)))


def stems(found: Iterable[str]) -> tuple[str, ...]:
    """The stems of several words."""
    return tuple(stem(word) for word in found)


@lru_cache(maxsize=256)
def places(text: str) -> tuple[str, str]:
    """The text as the index wants it, once as typed and once as stems: places separated by blanks, the words of one place by `|`.

    A hyphenated word stands joined beside its first part. Some are kept: all sections of a version share a title and a summary.
    """
    plain, stemmed = [], []
    for token in tokens(text):
        forms = dict.fromkeys((token.text, token.joined)) if token.joined else (token.text,)
        plain.append("|".join(forms))
        stemmed.append("|".join(dict.fromkeys(stem(form) for form in forms)))
    return " ".join(plain), " ".join(stemmed)
