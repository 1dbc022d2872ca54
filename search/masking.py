"""What may be kept of the words of a search: only the site's own words and plain ones, without numbers, names and addresses.

Everything else is left out before anything is counted, so that nothing that could name somebody reaches a disk. Pure; docs/decisions/0012-misses.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass

from guidance.library import Library
from search import analysis
from search.aids import Aids
from search.names import names_of
from search.query import clean

LONGEST = 80
"""Characters of a text that may be listed."""
MOST_WORDS = 8
"""Words of a text that may be listed: a longer one tells a story, and a story may tell who somebody is."""
COMMON = 8
"""Places in which the index must hold a word before it counts as ours: people whom our pages name, as in the titles of cases, stand in fewer."""
GAP, NUMBER = "…", "#"

TITLES = frozenset("mr mrs ms miss mx dr doc prof professor sir dame lord lady baron baroness rev reverend sister".split())
"""After these stands somebody's name."""
_NAMES_TOO = frozenset("may will".split())
_FORENAMES = frozenset("april bill drew faith frank grace grant guy hope joy june mark miles pat rob rose sue".split())
_PLAIN = (
    "agenda alive android angry another answer app apparently apps asked asking august babies baby bad banding banker basically bench best better big "
    "bits bonus born boss bosses bought break broke broken browser bus button buy calendar campus cancer canteen car catering chat chats cheap cheat "
    "childcare city click clinic cloud commute computer coronavirus count country couple crazy creche crowdfunding cruise cuts cutting cycling dbs dead "
    "desk device devices died difficult diploma discount discounts divorce doctorate double dozen drive driving drone early easy email emails equipment "
    "evening eventually exam exams expenses extra facebook fair fast february feel feeling felt festival finally flight flu folk folks footwear forever "
    "form forms forum fostering friday friend friends funding garden gardening gloves good guess guessing gym hairdresser half hard hate hear heard heart "
    "help helped helping helpline hiking holiday holidays home homeopathy homes honestly hotel house huge hundred hurt husband ielts illness immigration "
    "immunisation infection influencer inheritance instagram intranet invoice ipad iphone january july june jury kids kit landlord laptop late lately "
    "laundry lawyer leaflet lease lecture letter library like liked linkedin literally loan locker logo london lost lottery love luck lunch magazine "
    "magistrate map married mask masks mate mates mess messed mileage military mobile monday money morning mortgage moved moving museum music navy "
    "nursery nutrition obviously oet online overtime page panic panicking parcel parking password payroll payslip pdf permit permits petition petrol pets "
    "phone photo photograph photos piece pieces pizza plumbing podcast postcode poster pregnant printer printing prize procurement puppy quarter quick "
    "quiz raffle rail read reading receipts recently recipe relocation rent reservist reservists rota rotas sailing save saved scared screen screwed "
    "scrubs sell several shop shopping silly simple single slow small smartcard smartphone software sold solicitor spam spare spend spent sponsor "
    "sponsorship stamp stationery stethoscope stressed stroke stuck student stuff stupid subscription subscriptions suddenly supposed surgeon surgery "
    "taxi teach teacher television tell telling think thinking thought thousand threat threaten threatened threatens tiktok tiny tired toilet told "
    "tomorrow tonight town train trains translation translator travel trekking triple trouble tuesday tutorial tv twitter umbrella uncle unfair uniform "
    "uniforms unsubscribe username vaccination vaccine vaccines van vat venue visa visas vlog voucher wages walking warehouse waste wasted weather "
    "webinar webinars website wedding weekend weird whatsapp wife wifi wikipedia wonder wondering world worried worry worse worst worth write writing "
    "wrote xylophone yesterday youtube zebra zero"
)
PLAIN = frozenset(_PLAIN.split())
"""Plain words that our pages may not use and that are nobody's name: with them a list says what was missed. The list grows by hand, with care."""
_ADDRESS = re.compile(r"@|://|^www\.|\w\.\w{2}", re.IGNORECASE)
_PRIVATE = (
    "convict convicted conviction caution cautioned police arrest arrested crime criminal prison jail custody offence offences fraud fraudulent theft "
    "stole dishonest dishonesty liar lied cheat assault abuse abused abusive violence violent sex sexual harass harassment bully bullying racist racism "
    "race religion gay lesbian trans gender ill illness sick sickness disease disability disabled mental depression depressed anxiety stress stressed "
    "breakdown addiction addicted alcohol alcoholic drunk drinking drug drugs cancer stroke hiv pregnant pregnancy died dead death suicide suspend "
    "suspended suspension struck strike erase erased erasure misconduct malpractice negligence negligent dismissed dismissal sack sacked fired "
    "disciplinary discipline tribunal hearing inquest investigate investigated investigation allegation allege alleged accuse accused accusation "
    "complain complaint complainant complained blackmail threat blame grievance victim sanction warning warned impaired impairment unfit incompetent "
    "refer referred referral refers whistleblow whistleblower whistleblowing bankrupt bankruptcy debt disgrace disgraceful vexatious retaliation "
    "blacklist blacklisted stupid crazy silly screwed mess trouble wife husband kids baby babies married divorce born hurt fear"
)
PRIVATE = frozenset(analysis.stem(word) for word in _PRIVATE.split())
"""Matters of health, conduct, crime, belief and family, and insults. With a post and a profession they may tell of one person: no text with one is listed."""


@dataclass(frozen=True)
class OwnWords(Container[str]):
    """The words that are the site's own in a release: common in its pages, single-word names and synonyms, and plain words of English."""

    aids: Aids
    library: Library

    def __contains__(self, word: object) -> bool:
        """Whether a folded word is one of them."""
        if not isinstance(word, str) or word in _FORENAMES:
            return False
        if word in analysis.STOP or word in analysis.WEAK or word in PLAIN:
            return True
        stem = analysis.stem(word)
        counts = self.aids.speller.vocabulary
        key = (stem,)
        named = key in self.aids.thesaurus.targets or key in self.aids.thesaurus.clashes or key in names_of(self.library).by_key
        return len(word) > 1 and (named or max(counts.get(word, 0), counts.get(stem, 0)) >= COMMON)


def listable(typed: str, ours: Container[str]) -> str:
    """What a list that everybody can read may show of a text, or nothing.

    typed: any text. ours: the site's own words, folded. Returns its words in small letters, `…` for what is left out and `#` for a number; empty for a
    text that is too long, tells nothing, or touches a private matter, and so is never listed. Raises nothing.
    """
    said: list[str] = []
    for sign, word in _signs(typed, ours):
        if not (said and sign == said[-1] and sign in (GAP, NUMBER)):
            said.append(sign)
        if len(said) > MOST_WORDS or analysis.stem(word) in PRIVATE:
            return ""
    text = " ".join(said)
    tells = any(sign not in (GAP, NUMBER) and sign not in analysis.STOP and sign not in analysis.WEAK for sign in said)
    return text if tells and len(text) <= LONGEST else ""


def _signs(typed: str, ours: Container[str]) -> Iterator[tuple[str, str]]:
    """Each word as it may be shown, and as it was typed. What touches an address is left out whole; figures hide what they are joined to ("12A3456E")."""
    text = clean(unicodedata.normalize("NFKC", typed[:2000]))
    shouted = text.upper() == text
    after_title = 0
    for place, part in enumerate(text.split()):
        if any(sign.isnumeric() for sign in part):
            yield NUMBER, ""
        elif _ADDRESS.search(part):
            yield GAP, ""
        else:
            for token in analysis.tokens(part):
                named = after_title and (token.text not in analysis.STOP or after_title == 2 and token.text in _NAMES_TOO)
                capital = not shouted and bool(place or token.start) and _is_capitalised(part[token.start : token.end])
                after_title = 2 if token.text in TITLES else after_title - 1 if named else 0
                yield (token.text if not named and not capital and token.text in ours else GAP), token.text


def _is_capitalised(source: str) -> bool:
    """Whether a word is written like a name: one capital, at its head. "GPhC" and "NHS" are not."""
    return source[:1].isupper() and len(source) > 1 and sum(sign.isupper() for sign in source) == 1
