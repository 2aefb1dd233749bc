"""The order in which letters of two directions stand on a line, by UAX #9."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.verify.bidi import levels, visual

LETTERS = st.text("אב ab12٣.,()[]-+%/:\u0301\u200c\u2066\u2067\u2068\u2069", max_size=20)


def on_a_line(text: str, *, rtl: bool) -> str:
    order = visual(levels(text, rtl=rtl))
    return "".join(
        text[place] for place in order if text[place] not in "\u2066\u2067\u2068\u2069"
    )


@pytest.mark.parametrize(
    ("text", "rtl", "line"),
    [
        ("one two", False, "one two"),
        ("אב גד", True, "דג בא"),
        ("see אב גד now", False, "see דג בא now"),
        ("אב see now גד", True, "דג see now בא"),
        # Numbers keep their order, and what stands between them parts or joins them.
        ("אב 123 גד", True, "דג 123 בא"),
        ("אב 0808 808 גד", True, "דג 808 0808 בא"),
        ("אב 1.5 גד", True, "דג 1.5 בא"),
        ("אב 1-5 גד", True, "דג 1-5 בא"),
        ("בת 9:00–17:00", True, "17:00–9:00 תב"),
        ("אב 25% גד", True, "דג 25% בא"),
        ("عمر 1-5", True, "5-1 رمع"),
        ("عمر ٢٥٪", True, "٪٢٥ رمع"),
        ("abc 12 אב", False, "abc 12 בא"),
        ("אב 12 abc", False, "12 בא abc"),
        # An isolate is one sign for what is around it.
        ("אב \u20660808 808\u2069 גד", True, "דג 0808 808 בא"),
        ("אב \u20665 mm\u2069.", True, ".5 mm בא"),
        ("ab \u2067אב 12\u2069 cd", False, "ab 12 בא cd"),
        ("אב \u2068x א\u2069 גד", True, "דג x א בא"),
        ("אב \u2068א x\u2069 גד", True, "דג x א בא"),
        ("אב \u20665 mm", True, "5 mm בא"),
        # Brackets go with what they hold, if it reads as what is around them.
        ("אב (cd) גד", True, "דג )cd( בא"),
        ("ab (אב) cd", False, "ab (בא) cd"),
        ("ab (אב cd) אב", False, "ab (בא cd) בא"),
        ("אב (12), גד", True, "דג ,)12( בא"),
        ("a(א)", True, ")א(a"),
    ],
)
def test_letters_stand_in_the_order_of_the_standard(text: str, rtl: bool, line: str) -> None:
    assert on_a_line(text, rtl=rtl) == line


@given(LETTERS, st.booleans())
def test_each_letter_stands_on_the_line_once(text: str, rtl: bool) -> None:
    found = levels(text, rtl=rtl)
    assert sorted(visual(found)) == list(range(len(text)))
    assert all(level >= rtl for level in found)


@given(st.text("abc ,.()12", max_size=20))
def test_text_without_right_to_left_letters_keeps_its_order(text: str) -> None:
    assert on_a_line(text, rtl=False) == text
