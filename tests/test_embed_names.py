"""What embeds are called, and to which page they lead."""

from __future__ import annotations

import pytest

from embedding.asked import Embed
from embedding.naming import full_page, title
from guidance.library import Library
from tests.conftest import TODAY

FEE = "How much is the annual fee, and is it going up?"
ALL = "Questions and answers on staying registered"
AHP = "Chief allied health professional or director of therapies"
CASES = [
    (Embed(answer=("nurse", "chief-executive")), "Can a nurse stay registered as a chief executive?", "/answer/nurse/chief-executive"),
    (Embed(answer=("nurse", "pirate")), "Stay Registered", "/faqs"),
    (Embed(ids=("nmc-annual-fee",), single=True), FEE, "/faq/nmc-annual-fee"),
    (Embed(ids=("none",), single=True), "Stay Registered", "/faqs"),
    (Embed(ids=("nmc-annual-fee", "nmc-extension")), f"{FEE} And 1 more question", "/faqs"),
    (Embed(ids=("none", "nmc-annual-fee", "nmc-extension")), f"{FEE} And 1 more question", "/faqs"),
    (Embed(ids=("nmc-annual-fee", "nmc-extension", "gmc-cpd-points")), f"{FEE} And 2 more questions", "/faqs"),
    (Embed(), ALL, "/faqs"),
    (Embed(filters={"topic": "cpd", "regulator": "hcpc"}), f"{ALL}: HCPC, CPD and learning", "/faqs?regulator=hcpc&topic=cpd"),
    (Embed(filters={"profession": "nurse", "role": "chief-ahp", "country": "overseas"}), f"{ALL}: nurses, {AHP}, outside the UK", "/faqs"),
]


@pytest.mark.parametrize(("embed", "name", "page"), CASES)
def test_an_embed_says_in_its_name_what_it_shows_and_leads_to_the_page_with_more(library: Library, embed: Embed, name: str, page: str) -> None:
    assert (title(embed, library, TODAY), full_page(embed, library, TODAY)) == (name, page)
