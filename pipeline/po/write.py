"""Catalogue -> text, as `msgcat --no-wrap` writes it, byte for byte.

Entries that did not change keep the bytes that they were read with, so that a translator's
one-word edit stays a one-entry diff.
"""

from __future__ import annotations

from collections.abc import Iterator

import polib

from pipeline.model import Catalogue, Entry

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r",
        "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
    }
)  # fmt: skip
_WIDTH = 80
"""Where msgcat breaks a line of references, which --no-wrap does not change."""


def dump(catalogue: Catalogue) -> str:
    """The text of a catalogue; obsolete entries come last."""
    file = to_polib(catalogue)
    originals = {id(e): raw for e, raw in zip(file, _raws(catalogue), strict=True)}
    head = catalogue.header.raw or _entry(_object(catalogue.header))
    parts = [originals[id(entry)] or _entry(entry) for entry in file]
    return "\n\n".join(part.rstrip("\n") for part in (head, *parts)) + "\n"


def to_polib(catalogue: Catalogue) -> polib.POFile:
    """The catalogue as polib's objects, for whatever edits one; live entries first."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = dict(catalogue.fields)
    file.header = "\n".join(catalogue.header.comments)
    file.metadata_is_fuzzy = catalogue.header.fuzzy
    for entry in _ordered(catalogue):
        file.append(_object(entry))
    return file


def _ordered(catalogue: Catalogue) -> Iterator[Entry]:
    yield from (entry for entry in catalogue.entries if not entry.obsolete)
    yield from (entry for entry in catalogue.entries if entry.obsolete)


def _raws(catalogue: Catalogue) -> Iterator[str]:
    for entry in _ordered(catalogue):
        yield entry.raw


def _object(entry: Entry) -> polib.POEntry:
    plural = entry.plural is not None
    return polib.POEntry(
        msgctxt=entry.context,
        msgid=entry.id,
        msgid_plural=entry.plural or "",
        msgstr="" if plural else entry.strings[0],
        msgstr_plural=dict(enumerate(entry.strings)) if plural else {},
        comment="\n".join(entry.extracted),
        tcomment="\n".join(entry.comments),
        occurrences=[(name, "") for name in entry.references],
        flags=list(entry.flags),
        previous_msgctxt=entry.previous_context,
        previous_msgid=entry.previous_id,
        previous_msgid_plural=entry.previous_plural,
        obsolete=entry.obsolete,
    )


def _entry(entry: polib.POEntry) -> str:
    return "\n".join(_lines(entry))


def _lines(entry: polib.POEntry) -> Iterator[str]:
    for line in entry.tcomment.split("\n") if entry.tcomment else ():
        yield _remark("#", line)
    if not entry.obsolete:
        for line in entry.comment.split("\n") if entry.comment else ():
            yield _remark("#.", line)
        yield from _references(name for name, _ in entry.occurrences)
    if entry.flags:
        yield "#, " + ", ".join(sorted(entry.flags, key=lambda flag: flag != "fuzzy"))
    dead, before = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    if entry.previous_msgctxt is not None:
        yield from _field(before, "msgctxt", entry.previous_msgctxt)
    if entry.previous_msgid is not None:
        yield from _field(before, "msgid", entry.previous_msgid)
    if entry.previous_msgid_plural:
        yield from _field(before, "msgid_plural", entry.previous_msgid_plural)
    if entry.msgctxt is not None:
        yield from _field(dead, "msgctxt", entry.msgctxt)
    yield from _field(dead, "msgid", entry.msgid)
    if entry.msgstr_plural:
        yield from _field(dead, "msgid_plural", entry.msgid_plural)
        for form, text in sorted(entry.msgstr_plural.items()):
            yield from _field(dead, f"msgstr[{form}]", text)
    else:
        yield from _field(dead, "msgstr", entry.msgstr)


def _remark(sign: str, words: str) -> str:
    """A remark's line; gettext would take the next for its part if it ended in a backslash."""
    line = f"{sign} {words}".rstrip(" ")
    return f"{line}." if line.endswith("\\") else line


def _references(names: Iterator[str]) -> Iterator[str]:
    line = "#:"
    for name in dict.fromkeys(names):
        if line != "#:" and len(line) + 1 + len(name) >= _WIDTH:
            yield line
            line = "#:"
        line += f" {name}"
    if line != "#:":
        yield line


def _field(prefix: str, name: str, text: str) -> Iterator[str]:
    """One string; a text with line breaks begins on a line of its own, as msgcat has it."""
    parts = text.split("\n")
    lines = [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
    if len(lines) <= 1:
        yield f'{prefix}{name} "{text.translate(_ESCAPES)}"'
        return
    yield f'{prefix}{name} ""'
    for line in lines:
        yield f'{prefix}"{line.translate(_ESCAPES)}"'
