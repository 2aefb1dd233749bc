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
_SHORT = 1 << 16
"""Characters of which no entry can be too large, in any of the letters."""
_REMARK = re.compile(r"#([.:,]?)([^\n]*)\n")
_ESCAPED = re.compile(r"\\(.)")
_Remarks = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], int]
"""Comments, extracted comments, references, flags, and on how many lines they stand."""
_entry, _location = maker(Entry), maker(Location)


class Plain:
    """Reads entries of one file, of which those that stand together share their remarks."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.remarks: dict[str, _Remarks] = {}
        self.odd = "\r" in text or "\0" in text

    def entry(self, block: str, number: int, count: int, domain: str) -> Entry | None:
        """The entry that so many lines are, the first of them with this number; else None."""
        # What most entries are is told without an expression, in a third of the time: seven
        # pieces between quotes, no line but the three, and no escape but the line break.
        pieces = block.split('"')
        if len(pieces) == 7 and len(block) < _SHORT and not self.odd:
            above, context, before, msgid, behind, string, rest = pieces
            remarks = self.remarks.get(above)
            if (
                remarks
                and before == "\nmsgid "
                and behind == "\nmsgstr "
                and not rest
                and count == remarks[4] + 3
            ):
                if "\\" in block:
                    if block.count("\\") != block.count("\\n"):
                        return self._read(block, number, domain)
                    context = context.replace("\\n", "\n")
                    msgid = msgid.replace("\\n", "\n")
                    string = string.replace("\\n", "\n")
                comments, extracted, references, marks, lines = remarks
                line = number + lines + 1
                return _entry(
                    _location(self.path, line, 0), context, msgid, None, (string,), line + 1,
                    marks, comments, extracted, references, None, None, None, False, domain,
                    block,
                )  # fmt: skip
        return self._read(block, number, domain)

    def _read(self, block: str, number: int, domain: str) -> Entry | None:
        match = _ENTRY.fullmatch(block)
        if match is None or is_large(block):
            return None
        above, context, msgid, string = match.groups()
        begin = above if context is None else above + "msgctxt "
        remarks = self.remarks.get(begin)
        if remarks is None:
            remarks = self.remarks[begin] = _remarks(above, number)
        comments, extracted, references, marks, lines = remarks
        line = number + lines + (context is not None)
        string_line = line + 1
        if "\\" in block or _BROKEN in block:
            line += context.count("\n") if context else 0
            string_line = line + 1 + msgid.count("\n")
            context, msgid, string = context and _said(context), _said(msgid), _said(string)
        raw = block[:-1] if block[-1] == "\n" else block
        return _entry(
            _location(self.path, line, 0), context, msgid, None, (string,), string_line,
            marks, comments, extracted, references, None, None, None, False, domain, raw,
        )  # fmt: skip


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
