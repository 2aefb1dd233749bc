"""Write pipeline/languages/alphabets.toml from CLDR's exemplar characters.

Run as `python scripts/alphabets.py FOLDER`, where FOLDER is the unpacked npm package
`cldr-misc-full`; its data are under the Unicode licence (Unicode-3.0).
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

from pipeline.languages import registry

TARGET = Path(__file__).parent.parent / "pipeline/languages/alphabets.toml"
CLDR = {"prs": "fa-AF"}
"""CLDR's names of languages, where they differ from ours."""
MORE = {
    "ur": "أآؤئںۂۃةۓ\u0654", "pa": "ਃ", "uk": "’", "fa": "ۀ", "prs": "ۀ", "ps": "ے", "ar": "ـ",
    "hi": "ॐ", "so": "aeiou", "fil": "ñ", "pa-Arab": "أآۂۃ", "ckb": "ئ",
}  # fmt: skip
"""What is written in the languages, and CLDR counts among rarer signs."""
LESS = {"fa": "ىيك", "prs": "ىيك", "ur": "هيكى", "ps": "ك"}


def exemplars(folder: Path, tag: str, *keys: str) -> set[str]:
    """The letters of CLDR's sets, in their composed and their parted forms."""
    name = CLDR.get(tag, tag)
    path = folder / "main" / name / "characters.json"
    if not path.exists():
        return set()
    known = json.loads(path.read_text(encoding="utf-8"))["main"][name]["characters"]
    found = ""
    for key in keys:
        text = known.get(key, "").strip("[]")
        text = re.sub(r"\\u([0-9A-Fa-f]{4})", "", text)
        found += re.sub(r"[{}\\ ]", "", text)
    return {letter for form in ("NFC", "NFD") for letter in unicodedata.normalize(form, found)}


def _encodable(letter: str, charset: str) -> bool:
    """Whether an old charset has a letter, which CLDR may list for the other Chinese."""
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1])
    hans, hant = (
        exemplars(folder, tag, "exemplarCharacters", "auxiliary")
        for tag in ("zh-Hans", "zh-Hant")
    )
    lines = [
        "# Made by scripts/alphabets.py from CLDR's exemplar characters (Unicode-3.0).",
        "# letters: all that the language has; foreign: letters of the other Chinese.",
    ]
    for tag, language in registry().items():
        if language.script in ("Hans", "Hant"):
            other, charset = (
                (hant - hans, "gb2312") if tag == "zh-Hans" else (hans - hant, "big5")
            )
            other = {letter for letter in other if not _encodable(letter, charset)}
            lines.append(f'{tag} = {{ foreign = "{"".join(sorted(other))}" }}')
            continue
        if language.script == "Kore":
            continue
        letters = exemplars(folder, tag, "exemplarCharacters") | set(MORE.get(tag, ""))
        letters = {
            letter for letter in letters - set(LESS.get(tag, ""))
            if unicodedata.category(letter)[0] in "LM"
        }  # fmt: skip
        if letters:
            lines.append(f'{tag} = {{ letters = "{"".join(sorted(letters))}" }}')
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
