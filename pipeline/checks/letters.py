"""Which script a letter belongs to."""

from __future__ import annotations

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


@cache
def script_of(letter: str) -> str:
    """The first word of a letter's Unicode name, which is its script's; empty for others."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if name.startswith("CJK") else name
