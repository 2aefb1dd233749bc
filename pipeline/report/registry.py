"""A row of the registry, with what else is known of a language -> values to print."""

from __future__ import annotations

from datetime import date

from pipeline import fonts, languages
from pipeline.languages import plurals
from pipeline.languages.vocabulary import words
from pipeline.model import Language

_IN_TITLE = ("tag", "folder", "name", "autonym")
_SHOWN = 4
"""How many numbers of a plural form are named."""


def known(language: Language) -> dict[str, object]:
    """All that is known of a language, by names for people and programs.

    Numbers of a plural form are its first ones; `words` counts those that checks know.
    """
    family = fonts.families().get(language.font)
    said = words(language.tag)
    return {
        "tag": language.tag,
        "folder": language.posix,
        "name": language.name,
        "autonym": language.autonym,
        "iso639_3": language.iso639_3,
        "aliases": list(language.aliases),
        "script": language.script,
        "direction": language.direction,
        "font": language.font,
        "font_is_here": family is not None,
        "size": family.size if family else None,
        "line_height": family.line if family else None,
        "plural_forms": language.plural_forms,
        "plural_examples": _examples(language),
        "decimal": language.decimal,
        "quotes": language.quotes,
        "signs": {
            "stop": language.stop,
            "question": language.question,
            "comma": language.comma,
        },
        "date": languages.long_date(language.tag, date(2026, 11, 22)),
        "lengths": list(language.lengths),
        "letters": len(languages.alphabet(language.tag)),
        "words": {
            "negation": len(said.negation),
            "hedges": sum(map(len, said.hedges.values())),
            "opposites": sum(map(len, said.opposites.values())),
            "numbers": sum(map(len, said.numbers.values())),
            "units": sum(map(len, said.units.values())),
        },
        "note": language.note,
    }


def _examples(language: Language) -> list[list[int]]:
    """The first numbers that take each form, form by form."""
    forms = plurals.forms(language.plural_forms)
    pairs = list(zip(plurals.NUMBERS, forms, strict=True))
    return [
        [number for number, form in pairs if form == wanted][:_SHOWN]
        for wanted in range(language.nplurals)
    ]


def as_text(facts: dict[str, object]) -> str:
    """The same for people, a line each; what is not known is left out."""
    lines = [f"{facts['name']} ({facts['tag']}), {facts['autonym']}"]
    for name, value in facts.items():
        if name not in _IN_TITLE and (shown := _shown(value)):
            lines.append(f"    {name.replace('_', ' '):16} {shown}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{key} {item}" for key, item in value.items() if item)
        case list() if value and isinstance(value[0], list):
            return "; ".join(
                ", ".join(map(str, form)) + " …" * (len(form) > 3) for form in value
            )
        case list():
            return ", ".join(map(str, value))
        case None:
            return ""
    return str(value)
