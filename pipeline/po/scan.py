r"""Text of a `.po` file -> Catalogue, or the line and column of what is wrong with it.

One pass over the lines, each read by one regular expression, so twice the text takes twice
the time. What other readers mend in silence (an open string, half of a merge, the same entry
twice) is refused here: each of them has lost somebody's words.
"""

from __future__ import annotations

import re

from pipeline.errors import CatalogueError
from pipeline.model import Catalogue, Entry, Location
from pipeline.po.draft import Draft, EscapeError, unescaped

_TOKEN = re.compile(
    r"""[ \t\r\f\v]*(?:
      "(?P<string>(?:[^"\\]|\\.)*)"
    | (?P<word>msgctxt|msgid_plural|msgid|msgstr|domain)
      (?:[ \t]*\[[ \t]*(?P<form>\d{1,3})[ \t]*\])?
    | (?P<end>$))""",
    re.VERBOSE,
)
_CONFLICT = re.compile(r"(?:#~\s*)?(?:<{7}|>{7}|\|{7}|={7})(?:\s|$)")
_CHARSET = re.compile(r"charset=([^\s;]*)", re.IGNORECASE)


def scan(text: str, path: str, *, digest: str = "") -> Catalogue:
    """What a `.po` file says.

    Raises CatalogueError, with line and column, for what cannot be read with certainty.
    """
    reader = _Reader(path, text.removeprefix("\ufeff").split("\n"))
    entries = reader.read()
    header = next((e for e in entries if e.key == ("", "") and not e.obsolete), None)
    rest = tuple(entry for entry in entries if entry is not header)
    header = header or Entry(at=Location(path, 1), id="")
    catalogue = Catalogue(path=path, header=header, entries=rest, digest=digest)
    charset = _CHARSET.search(catalogue.fields.get("Content-Type", ""))
    if charset and charset[1].lower() not in ("utf-8", "utf8", "charset", "ascii", "us-ascii"):
        raise CatalogueError(
            f"the header says charset={charset[1]}, but the file is read as UTF-8",
            header.at,
            hint="save the file as UTF-8; Poedit and Weblate do so by themselves",
        )
    return catalogue


class _Reader:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.path, self.lines = path, lines
        self.draft: Draft | None = None
        self.entries: list[Entry] = []
        self.seen: dict[tuple[str | None, str], Entry] = {}

    def fail(self, line: int, column: int, message: str, hint: str) -> CatalogueError:
        return CatalogueError(message, Location(self.path, line, column), hint=hint)

    def read(self) -> list[Entry]:
        if not any(line.strip() for line in self.lines):
            raise self.fail(
                1, 1, "the file is empty", "restore it, or delete it and run `polyleaf update`"
            )
        for number, line in enumerate(self.lines, start=1):
            if _CONFLICT.match(line):
                raise self.fail(
                    number,
                    1,
                    "a merge left its conflict marks here",
                    "decide for one side, and delete the <<<<<<<, ======= and >>>>>>> lines",
                )
            if "\0" in line:
                raise self.fail(
                    number,
                    line.index("\0") + 1,
                    "a NUL character",
                    "take it away: gettext ends the text there",
                )
            text = line.lstrip(" \t\r\f\v")
            if text.startswith("#"):
                self._comment(text, number, len(line) - len(text))
            elif text:
                self._tokens(line, number, 0, "", False)
        self._finish()
        return self.entries

    def _current(self, number: int, fresh: bool) -> Draft:
        """The entry that a line belongs to; a new one after a whole one, if `fresh`."""
        if self.draft and fresh and self.draft.whole:
            self._finish()
        if self.draft is None:
            self.draft = Draft(first=number)
        self.draft.last = number
        return self.draft

    def _comment(self, text: str, number: int, indent: int) -> None:
        kind = text[1:2]
        if kind == "~":
            previous = "#|" if text[2:3] == "|" else ""
            start = indent + 2 + len(previous[:1])
            self._tokens(self.lines[number - 1], number, start, previous, True)
            return
        draft = self._current(number, fresh=True)
        if kind == "|":
            self._tokens(self.lines[number - 1], number, indent + 2, "#|", False)
        elif kind == ".":
            draft.extracted.append(_shown(text[2:]))
        elif kind == ":":
            draft.references.extend(text[2:].split())
        elif kind in (",", "="):
            for flag in filter(None, (part.strip() for part in text[2:].split(","))):
                if flag != "fuzzy" and flag.lower() == "fuzzy":
                    raise self.fail(
                        number,
                        indent + 1,
                        f"gettext does not know “{flag}”, so it takes the text for finished",
                        "write fuzzy in small letters, or take it away",
                    )
                draft.flags.append(flag)
        else:
            draft.comments.append(_shown(text[1:]))

    def _tokens(
        self, line: str, number: int, start: int, previous: str, obsolete: bool
    ) -> None:
        place = start
        while True:
            match = _TOKEN.match(line, place)
            if not match:
                raise self._unreadable(line, number, place)
            if match["end"] is not None:
                return
            if match["word"]:
                self._keyword(
                    match["word"],
                    match["form"],
                    number,
                    match.start("word"),
                    previous,
                    obsolete,
                )
            else:
                self._string(match["string"], number, match.start("string"))
            place = match.end()

    def _unreadable(self, line: str, number: int, place: int) -> CatalogueError:
        rest = line[place:].lstrip()
        column = len(line) - len(rest) + 1
        if rest.startswith('"'):
            return self.fail(
                number,
                column,
                "a string is left open",
                r'close it with " at the end of the line; inside it, write \"',
            )
        return self.fail(
            number,
            column,
            f"“{rest[:30].rstrip()}” is not of a .po file",
            'write text between " ", and remarks behind #',
        )

    def _keyword(
        self,
        word: str,
        form: str | None,
        number: int,
        column: int,
        previous: str,
        obsolete: bool,
    ) -> None:
        if word == "domain":
            raise self.fail(
                number,
                column + 1,
                "a second domain in one file",
                "give each domain a file of its own",
            )
        starts = word in ("msgctxt", "msgid") or bool(previous)
        draft = self._current(number, fresh=starts)
        key = previous + word + (f"[{int(form)}]" if form is not None else "")
        opened = {"msgid": "msgctxt", "msgid_plural": "msgid"}
        if word in draft.texts and word == "msgid" and not previous:
            raise self.fail(
                number,
                column + 1,
                f"the entry at line {draft.lines['msgid']} has no msgstr",
                "the file may be cut off: restore the entry",
            )
        if key in draft.texts:
            raise self.fail(
                number,
                column + 1,
                f"a second {word} in one entry",
                "leave a blank line between entries, and one msgstr in each",
            )
        if not previous:
            if word.startswith("msgstr") and "msgid" not in draft.texts:
                raise self.fail(
                    number,
                    column + 1,
                    "a msgstr without a msgid",
                    "the file may be cut off: restore the entry",
                )
            if word == "msgid_plural" and opened[word] not in draft.texts:
                raise self.fail(
                    number,
                    column + 1,
                    "a msgid_plural without a msgid",
                    "the file may be cut off: restore the entry",
                )
            if draft.begun and draft.obsolete != obsolete:
                raise self.fail(
                    number,
                    column + 1,
                    "half of the entry is obsolete (#~)",
                    "put #~ before all of its lines, or before none",
                )
            draft.obsolete = obsolete
        draft.texts[key], draft.lines[key], draft.open = [], number, key

    def _string(self, content: str, number: int, column: int) -> None:
        draft = self._current(number, fresh=False)
        if not draft.open:
            raise self.fail(
                number,
                column,
                "text that belongs to no msgid or msgstr",
                "the file may be cut off: restore the entry",
            )
        if "\\" in content:
            content = self._unescaped(content, number, column)
        draft.texts[draft.open].append(content)

    def _unescaped(self, content: str, number: int, column: int) -> str:
        try:
            return unescaped(content)
        except EscapeError as error:
            place = column + error.offset + 1
            raise self.fail(number, place, error.message, error.hint) from None

    def _finish(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None or not draft.texts:
            return  # Comments at the end of a file belong to nothing.
        texts = {key: "".join(parts) for key, parts in draft.texts.items()}
        if "msgid" not in texts or not draft.whole:
            raise self.fail(
                draft.last,
                1,
                "the entry has no " + ("msgstr" if "msgid" in texts else "msgid"),
                "the file may be cut off: restore the entry",
            )
        entry = self._entry(draft, texts)
        self.entries.append(entry)
        name = (entry.context, entry.id)
        if name in self.seen:
            raise self.fail(
                entry.at.line,
                1,
                f"the same entry stands at line {self.seen[name].at.line} too",
                "keep the one with the better translation, and delete the other",
            )
        self.seen[name] = entry

    def _entry(self, draft: Draft, texts: dict[str, str]) -> Entry:
        plural = texts.get("msgid_plural")
        forms = [key for key in texts if key.startswith("msgstr")]
        wanted = ["msgstr"] if plural is None else [f"msgstr[{n}]" for n in range(len(forms))]
        if sorted(forms) != sorted(wanted):
            raise self.fail(
                draft.lines[forms[0]],
                1,
                f"the entry has {', '.join(forms)}, where {', '.join(wanted)} should be",
                "number the plural forms from 0 without a gap",
            )
        raw = "\n".join(self.lines[draft.first - 1 : draft.last])
        return Entry(
            at=Location(self.path, draft.lines["msgid"]),
            context=texts.get("msgctxt"),
            id=texts["msgid"],
            plural=plural,
            strings=tuple(texts[key] for key in wanted),
            string_at=Location(self.path, draft.lines[wanted[0]]),
            flags=tuple(dict.fromkeys(draft.flags)),
            comments=tuple(draft.comments),
            extracted=tuple(draft.extracted),
            references=tuple(draft.references),
            previous_context=texts.get("#|msgctxt"),
            previous_id=texts.get("#|msgid"),
            previous_plural=texts.get("#|msgid_plural"),
            obsolete=draft.obsolete,
            raw=raw,
        )


def _shown(comment: str) -> str:
    """A comment's words, without the blank that parts them from its sign."""
    return comment.removesuffix("\r").removeprefix(" ")
