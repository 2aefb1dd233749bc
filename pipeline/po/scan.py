r"""Text of a `.po` file -> Catalogue, or the line and column of what is wrong with it.

One pass over the lines, each read by one regular expression, so twice the text takes twice
the time; an entry of the plainest form is read by one expression as a whole. What other
readers mend in silence (an open string, half of a merge, the same entry twice) is refused
here: each of them has lost somebody's words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from pipeline.errors import CatalogueError
from pipeline.model import Catalogue, Entry, Location
from pipeline.model.quick import many_values
from pipeline.po.decode import UTF_8, codec, declared
from pipeline.po.draft import Draft
from pipeline.po.lines import BLANKS, Refusal, flags, forbid, tokens, unescaped
from pipeline.po.plain import Plain

_FRESH = re.compile(
    r"\s*+(?:\#(?![~|])|(?:\#~\|?|\#\|)?\s*+msg(?:ctxt|id(?!_plural))|domain|\Z)"
)
"""What begins another entry, or nothing; other lines go on with the one above them."""
_GAP = 2
"""From the last line of an entry to the first of the next, with one blank line between."""
_SAVE = "save the file as UTF-8; Poedit and Weblate do so by themselves"


def scan(text: str, path: str, *, digest: str = "", charset: str = UTF_8) -> Catalogue:
    """What a `.po` file says; its escapes are bytes of the charset.

    Raises CatalogueError, with line and column, for what cannot be read with certainty.
    """
    newline = "\n"
    if "\r" in text and text.count("\r\n") * 2 > text.count("\n"):
        newline = "\r\n"
        text = text.replace(newline, "\n")
    text = text.removeprefix("\ufeff")
    reader = _Reader(path, text, charset)
    try:
        with many_values():
            entries, remarks = reader.read()
        header = next((entry for entry in entries if _is_header(entry)), None)
        rest = [entry for entry in entries if entry is not header]
        header = header or Entry(at=Location(path, 1), id="")
        _require(charset, header)
    except Refusal as refusal:
        at = Location(path, refusal.line, refusal.column)
        raise CatalogueError(refusal.message, at, hint=refusal.hint) from None
    if remarks:
        # At the end they would belong to whatever entry is added next.
        header = replace(header, comments=header.comments + remarks, raw="")
    if charset != UTF_8:
        # What is written is UTF-8, in which an escaped byte of theirs means another letter.
        header, *rest = (replace(entry, raw="") for entry in (header, *rest))
    return Catalogue(
        path=path,
        header=header,
        entries=tuple(rest),
        digest=digest,
        newline=newline,
        charset=charset,
    )


def _is_header(entry: Entry) -> bool:
    return entry.context is None and not entry.id and not entry.domain


def _require(charset: str, header: Entry) -> None:
    """Raise Refusal where the header names another charset than the letters are in."""
    names = declared(header.strings[0])
    if charset != UTF_8 and not names:
        raise Refusal(
            header.at.line, 1, "the file has no header that names its charset", _SAVE
        )
    for name in names:
        if codec(name) != charset:
            known = codec(name) is not None
            raise Refusal(
                header.at.line,
                1,
                f"the header says charset={name[:40]}, "
                + (
                    f"but the file is read as {charset}" if known else "which is not read here"
                ),
                _SAVE,
            )


class _Reader:
    def __init__(self, path: str, text: str, charset: str) -> None:
        self.path, self.text, self.charset = path, text, charset
        self.plain = Plain(path, text)
        self.draft: Draft | None = None
        self.domain = ""
        self.naming: tuple[int, int] | None = None
        """Where a `domain` stands whose name has not come yet."""
        self.entries: list[Entry] = []
        self.seen: dict[tuple[str, str | None, str], Entry] = {}
        self.last = 0
        """The line at which the newest of the entries ends."""

    @cached_property
    def lines(self) -> list[str]:
        """Each line of the text; what is read at once needs none."""
        return self.text.split("\n")

    def read(self) -> tuple[list[Entry], tuple[str, ...]]:
        """The entries, and the remarks behind the last of them."""
        number, newest = 1, None
        read, add = self.plain.entry, self._add
        for block in self.text.split("\n\n"):
            count, last = block.count("\n") + 1, self.last
            entry = None if self._goes_on() else read(block, number, count, self.domain)
            if entry:
                if self.draft:
                    self._finish(self.draft)
                    self.draft = None
                add(entry, number, number + count - 1)
                newest = number, count, last
            else:
                if newest and not _FRESH.match(block):
                    self._again(*newest)
                self._strict(number, count)
                newest = None if block.strip() else newest
            number += count + 1
        self._require_name()
        if self.draft and self.draft.texts:
            self._finish(self.draft)
            self.draft = None
        if not self.entries:
            what = "has no entry" if any(map(str.strip, self.lines)) else "is empty"
            raise Refusal(
                1, 1, f"the file {what}", "restore it, or delete it and run `polyleaf update`"
            )
        return self.entries, tuple(self.draft.comments) if self.draft else ()

    def _again(self, first: int, count: int, last: int) -> None:
        """Read the newest entry the strict way, since it goes on behind a blank line."""
        entry = self.entries.pop()
        del self.seen[entry.domain, entry.context, entry.id]
        self.last = last
        self._strict(first, count)

    def _strict(self, first: int, count: int) -> None:
        """Read some lines, whatever they hold."""
        for number in range(first, first + count):
            line = self.lines[number - 1]
            forbid(line, number)
            text = line.lstrip(BLANKS)
            if text.startswith("#"):
                self._comment(text, number, len(line) - len(text))
            elif text:
                self._tokens(number, 0, "", False)

    def _goes_on(self) -> bool:
        """Whether what comes next may belong to what has been read."""
        return bool(self.naming or (self.draft and not self.draft.whole))

    def _require_name(self) -> None:
        if self.naming:
            raise Refusal(*self.naming, "no name stands behind domain", 'write domain "name"')

    def _current(self, number: int, fresh: bool) -> Draft:
        """The entry that a line belongs to; a new one after a whole one, if `fresh`."""
        if self.draft and fresh and self.draft.whole:
            self._finish(self.draft)
            self.draft = None
        if self.draft is None:
            self.draft = Draft(first=number)
        self.draft.last = number
        return self.draft

    def _comment(self, text: str, number: int, indent: int) -> None:
        kind = text[1:2]
        if kind in ("~", "|"):
            previous = "#|" if text.startswith(("#|", "#~|")) else ""
            start = indent + (3 if text.startswith("#~|") else 2)
            self._tokens(number, start, previous, kind == "~")
            return
        draft = self._current(number, fresh=True)
        draft.refuse_remark(number)
        if kind == ".":
            draft.extracted.append(_shown(text[2:]))
        elif kind == ":":
            draft.references.extend(text[2:].split())
        elif kind in (",", "=", "!"):
            draft.flags.extend(flags(text[2:], number, indent + 1))
        else:
            draft.comments.append(_shown(text[1:]))

    def _tokens(self, number: int, start: int, previous: str, obsolete: bool) -> None:
        for token in tokens(self.lines[number - 1], number, start):
            word = token["word"]
            if word:
                self._keyword(
                    previous + word,
                    token["form"],
                    (number, token.start("word") + 1),
                    obsolete,
                )
            else:
                column = token.start("string")
                text = unescaped(token["string"], number, column, self.charset)
                if self.naming:
                    # gettext's own name is the one of files that name none.
                    self.domain = "" if text == "messages" else text
                    self.naming = None
                    continue
                draft = self._current(number, fresh=False)
                draft.add(text, (number, column), previous, obsolete)

    def _keyword(
        self, word: str, form: str | None, place: tuple[int, int], obsolete: bool
    ) -> None:
        self._require_name()
        if word == "domain":
            if self.draft and self.draft.texts:
                self._finish(self.draft)
                self.draft = None
            self.naming = place
            return
        starts = word not in ("msgid_plural", "msgstr")
        self._current(place[0], fresh=starts).begin(word, form, place, obsolete)

    def _finish(self, draft: Draft) -> None:
        entry = draft.entry(self.path, self.lines)
        if self.domain:
            entry = replace(entry, domain=self.domain)
        self._add(entry, draft.first, draft.last)

    def _add(self, entry: Entry, first: int, last: int) -> None:
        context, msgid = entry.context, entry.id
        other = self.seen.setdefault((entry.domain, context, msgid), entry)
        if other is not entry:
            raise Refusal(
                entry.at.line,
                1,
                f"the same entry stands at line {other.at.line} too",
                "keep the one with the better translation, and delete the other",
            )
        if not msgid and entry.obsolete and _is_header(entry):
            raise Refusal(
                entry.at.line, 1, "the header is obsolete (#~)", "take the #~ away from it"
            )
        gap = first - self.last
        if gap < 1:
            # Neither can have the bytes of a line that they share.
            self.entries[-1] = replace(self.entries[-1], raw="")
            entry = replace(entry, raw="")
        elif gap > _GAP and self.last:
            blanks = self.lines[self.last + 1 : first - 1]
            if not any(map(str.strip, blanks)):
                entry = replace(entry, raw="\n".join((*blanks, entry.raw)))
        self.entries.append(entry)
        self.last = last


def _shown(comment: str) -> str:
    """A comment's words, without the blank that parts them from its sign."""
    return comment.removesuffix("\r").removeprefix(" ")
