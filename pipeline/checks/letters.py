"""Which script a letter belongs to."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SCRIPTS: dict[str, frozenset[str]] = {
    code: frozenset(names.split())
    for code, names in {
        "Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC",
        "Hebr": "HEBREW", "Beng": "BENGALI", "Guru": "GURMUKHI", "Gujr": "GUJARATI",
        "Deva": "DEVANAGARI", "Taml": "TAMIL", "Mlym": "MALAYALAM", "Sinh": "SINHALA",
        "Thai": "THAI", "Laoo": "LAO", "Khmr": "KHMER", "Mymr": "MYANMAR",
        "Ethi": "ETHIOPIC", "Hans": "CJK", "Hant": "CJK", "Kore": "HANGUL CJK",
        "Jpan": "CJK HIRAGANA KATAKANA",
    }.items()
}  # fmt: skip
"""By the code of ISO 15924, with what the Unicode names of its letters begin."""

OWN: dict[str, re.Pattern[str]] = {
    code: re.compile(f"[{ranges}]+")
    for code, ranges in {
        "Latn": "A-Za-z\u00c0-\u024f\u1e00-\u1eff", "Cyrl": "\u0400-\u052f",
        "Grek": "\u0370-\u03ff\u1f00-\u1fff", "Arab": "\u0600-\u06ff\u0750-\u077f",
        "Hebr": "\u0590-\u05ff", "Beng": "\u0980-\u09ff", "Guru": "\u0a00-\u0a7f",
        "Gujr": "\u0a80-\u0aff", "Deva": "\u0900-\u097f", "Taml": "\u0b80-\u0bff",
        "Mlym": "\u0d00-\u0d7f", "Sinh": "\u0d80-\u0dff", "Thai": "\u0e00-\u0e7f",
        "Laoo": "\u0e80-\u0eff", "Khmr": "\u1780-\u17ff", "Mymr": "\u1000-\u109f",
        "Ethi": "\u1200-\u139f", "Hans": "\u4e00-\u9fff", "Hant": "\u4e00-\u9fff",
        "Kore": "\uac00-\ud7a3\u4e00-\u9fff", "Jpan": "\u3040-\u30ff\u4e00-\u9fff",
    }.items()
}  # fmt: skip
"""The blocks in which most of a script's letters stand, to tell most texts at once."""


@cache
def script_of(letter: str) -> str:
    """The first word of a letter's Unicode name, which is its script's; empty for others."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if name.startswith("CJK") else name
