"""Entries of the plainest form, each read at once by one expression.

Most entries of most files are so; whatever is odd in any way is left to the scanner, which
reads it line by line and says what is wrong with it.
"""

from __future__ import annotations

import re

from pipeline.model import Entry, Location
from pipeline.model.quick import maker
from pipeline.po.draft import is_large
from pipeline.po.lines import ESCAPES, flags

_TEXT = r'"((?:[^"\\\n\r\0]++|\\[abfnrtv"\\])*+(?:"\n"(?:[^"\\\n\r\0]++|\\[abfnrtv"\\])*+)*+)"'
_ENTRY = re.compile(
    rf"((?:\#(?:[.:,]?+ [^\n\r\0]*+|)\n)*+)"
    rf"(?:msgctxt {_TEXT}\n)?+msgid {_TEXT}\nmsgstr {_TEXT}\n?"
)
"""An entry as it is mostly written: remarks, then the texts, on as many lines as they like."""
_BROKEN = '"\n"'
"""Where a text goes on in the next line."""
_REMARK = re.compile(r"#([.:,]?)([^\n]*)\n")
_ESCAPED = re.compile(r"\\(.)")
_Remarks = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], int]
"""Comments, extracted comments, references, flags, and on how many lines they stand."""
_entry, _location = maker(Entry), maker(Location)


class Plain:
    """Reads entries of one file, of which those that stand together share their remarks."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.remarks: dict[str, _Remarks] = {}

    def entry(self, block: str, number: int, domain: str) -> Entry | None:
        """The entry that some lines are, the first of them with this number; else None."""
        match = _ENTRY.fullmatch(block)
        if match is None or is_large(block):
            return None
        above, context, msgid, string = match.groups()
        remarks = self.remarks.get(above)
        if remarks is None:
            remarks = self.remarks[above] = _remarks(above, number)
        comments, extracted, references, marks, lines = remarks
        line = number + lines + (context is not None)
        next_line = line + 1
        if "\\" in block or _BROKEN in block:
            line += context.count("\n") if context else 0
            next_line = line + 1 + msgid.count("\n")
            context, msgid, string = context and _said(context), _said(msgid), _said(string)
        return _entry(
            _location(self.path, line, 0),
            context,
            msgid,
            None,
            (string,),
            _location(self.path, next_line, 0),
            marks,
            comments,
            extracted,
            references,
            None,
            None,
            None,
            False,
            domain,
            block[:-1] if block[-1] == "\n" else block,
        )


def _said(text: str) -> str:
    """What stands between the quotes of a text in the plainest form."""
    text = text.replace(_BROKEN, "")
    return _ESCAPED.sub(_letter, text) if "\\" in text else text


def _letter(escape: re.Match[str]) -> str:
    return ESCAPES[escape[1]]


def _remarks(above: str, number: int) -> _Remarks:
    found: dict[str, list[str]] = {"": [], ".": [], ":": [], ",": []}
    lines = 0
    for sign, words in _REMARK.findall(above):
        if sign == ":":
            found[":"] += words.split()
        elif sign == ",":
            found[","] += flags(words, number + lines, 1)
        else:
            found[sign].append(words.removeprefix(" "))
        lines += 1
    marks = tuple(dict.fromkeys(found[","]))
    return tuple(found[""]), tuple(found["."]), tuple(found[":"]), marks, lines
