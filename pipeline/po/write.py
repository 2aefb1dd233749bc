"""Catalogue -> text, as `msgcat --no-wrap` writes it, byte for byte.

Entries that did not change keep the bytes that they were read with, so that a translator's
one-word edit stays a one-entry diff. What msgcat would throw away, and a person wrote, is kept
(`docs/catalogues.md` lists it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import polib

from pipeline.model import Catalogue, Entry

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r",
        "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
    }
)  # fmt: skip
_WIDTH = 80
"""Where msgcat breaks a line of references, which --no-wrap does not change; in bytes."""
_FORMATS = (
    "c", "objc", "c++", "python", "python-brace", "java", "java-printf", "csharp",
    "javascript", "scheme", "lisp", "elisp", "librep", "rust", "go", "ruby", "sh", "awk",
    "lua", "object-pascal", "modula2", "d", "ocaml", "smalltalk", "qt", "qt-plural", "kde",
    "kde-kuit", "boost", "tcl", "perl", "perl-brace", "php", "gcc-internal", "gfc-internal",
    "ycp",
)  # fmt: skip
"""In the order of gettext 0.21, which knows no c++, d, go, modula2, ocaml and rust yet."""
_PLACES = {f"{name}-format": place for place, name in enumerate(_FORMATS, start=1)}
_FORMAT = re.compile(r"(?:no-|possible-)?(.+-format)")
_CHARSET = re.compile(r"(charset=)[^\s;]*", re.IGNORECASE)
_LINE_NUMBER = re.compile(r" ?: ?0*([0-9]+)(?= |$)")
_REFERENCE = re.compile(r"(?:\u2068[^\u2069]*\u2069|[^ ])+")
"""Newer gettexts put these two around a name that has blanks."""


def dump(catalogue: Catalogue) -> str:
    """The text of a catalogue, with its file's line ends; obsolete entries come last."""
    parts: list[str] = []
    header = _in_utf_8(catalogue)
    if not _invented(header):
        parts.append(header.raw or _text(header))
    domain = ""
    for entry in _ordered(catalogue):
        if entry.domain != domain:
            domain = entry.domain
            parts.append("\n".join(_field("", "domain", domain)))
        parts.append(entry.raw or _text(entry))
    parts[-1:] = [f"{part}\n" for part in parts[-1:]]  # Not behind all, which is a copy.
    text = "\n\n".join(parts)
    return text.replace("\n", catalogue.newline) if catalogue.newline != "\n" else text


def canonical(catalogue: Catalogue) -> str:
    """The text of a catalogue in the one form that depends on no tool that saved it."""
    return dump(
        replace(
            catalogue,
            header=replace(catalogue.header, raw=""),
            entries=tuple(
                replace(entry, raw="") for entry in catalogue.entries if _says_anything(entry)
            ),
            newline="\n",
        )
    )


def _ordered(catalogue: Catalogue) -> Iterator[Entry]:
    """Domain by domain, gettext's own first; in each of them the live entries first."""
    domains: dict[str, tuple[list[Entry], list[Entry]]] = {"": ([], [])}
    for entry in catalogue.entries:
        domains.setdefault(entry.domain, ([], []))[entry.obsolete].append(entry)
    for live, obsolete in domains.values():
        yield from live
        yield from obsolete


def _in_utf_8(catalogue: Catalogue) -> Entry:
    """The header, which names the charset that is written, whatever was read."""
    header = catalogue.header
    if catalogue.charset == "utf-8":
        return header
    fields = _CHARSET.sub(r"\g<1>UTF-8", header.strings[0])
    return replace(header, strings=(fields,), raw="")


def _invented(header: Entry) -> bool:
    """Whether the file has no header, and none was made for it."""
    return not (header.string_line or header.strings[0] or header.comments)


def _says_anything(entry: Entry) -> bool:
    """Whether an entry is of use to anyone: an obsolete one without words is not."""
    return not entry.obsolete or any(entry.strings) or bool(entry.comments)


def _text(entry: Entry) -> str:
    return "\n".join(_lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    for line in entry.comments:
        yield _remark("#", line)
    for line in entry.extracted:
        yield _remark("#.", line)
    yield from _references(entry.references)
    if flags := _flags(entry):
        yield "#, " + ", ".join(flags)
    dead, before = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    if entry.previous_context is not None:
        yield from _field(before, "msgctxt", entry.previous_context)
    if entry.previous_id is not None:
        yield from _field(before, "msgid", entry.previous_id)
    if entry.previous_plural is not None:
        yield from _field(before, "msgid_plural", entry.previous_plural)
    if entry.context is not None:
        yield from _field(dead, "msgctxt", entry.context)
    yield from _field(dead, "msgid", entry.id)
    if entry.plural is not None:
        yield from _field(dead, "msgid_plural", entry.plural)
        for form, text in enumerate(entry.strings):
            yield from _field(dead, f"msgstr[{form}]", text)
    else:
        yield from _field(dead, "msgstr", entry.strings[0])


def _remark(sign: str, words: str) -> str:
    """A remark's line; gettext would take the next for its part if it ended in a backslash."""
    line = f"{sign} {words}" if words else sign
    return f"{line}." if line.endswith("\\") else line


def _flags(entry: Entry) -> list[str]:
    """Flags in msgcat's order, those that it does not know last.

    It drops `wrap`, which changes nothing, and `fuzzy` where there is no text to doubt.
    """
    idle = {"wrap"} if any(entry.strings) else {"wrap", "fuzzy"}
    return sorted((flag for flag in entry.flags if flag not in idle), key=_place)


def _place(flag: str) -> int:
    last = len(_PLACES) + 1
    if flag == "fuzzy":
        return 0
    if format_ := _FORMAT.fullmatch(flag):
        return _PLACES.get(format_[1], last + 2)
    if flag.startswith("range:"):
        return last
    return last + 1 if flag == "no-wrap" else last + 2


def _references(names: tuple[str, ...]) -> Iterator[str]:
    """The lines of the references, those that a blank parts in two made whole."""
    text = _LINE_NUMBER.sub(r":\1", " ".join(names))
    line = "#:"
    for name in dict.fromkeys(_REFERENCE.findall(text)):
        if line != "#:" and len(f"{line} {name}".encode()) >= _WIDTH:
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


def to_polib(catalogue: Catalogue) -> polib.POFile:
    """The catalogue as polib's objects, for whatever edits one; live entries first."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = dict(catalogue.fields)
    file.header = "\n".join(catalogue.header.comments)
    file.metadata_is_fuzzy = catalogue.header.fuzzy
    for entry in _ordered(catalogue):
        file.append(_object(entry))
    return file


class Editable(polib.POEntry):
    """polib's entry, which knows its line, and its lines as they stand in the file."""

    raw: str = ""
    """Empty for an entry that was not read; edits leave it as it was."""


def _object(entry: Entry) -> Editable:
    plural = entry.plural is not None
    made = Editable(
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
        linenum=entry.at.line,
    )
    made.raw = entry.raw
    return made
