"""Tokens -> an entry, in the one order that gettext's grammar knows."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Entry, Location
from pipeline.po.lines import Refusal

_FOLLOWS = {
    "#|msgctxt": ("",),
    "#|msgid": ("", "#|msgctxt"),
    "#|msgid_plural": ("#|msgid",),
    "msgctxt": ("", "#|msgid", "#|msgid_plural"),
    "msgid": ("", "#|msgid", "#|msgid_plural", "msgctxt"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid", "msgid_plural", "msgstr"),
}
"""After which words each may stand; `#|` before one of the previous texts."""
LARGEST = 256 * 1024
"""Bytes of an entry, with its remarks; a text of this length is a runaway string."""
_CUT = "the file may be cut off: restore the entry"
_ORDER = "write #, lines, then #| lines, then msgctxt, msgid, msgid_plural and msgstr"


@dataclass(slots=True)
class Draft:
    """An entry while its lines come in."""

    first: int
    last: int = 0
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """By keyword, `#|` before it for a previous one; a msgstr has its form behind it."""
    lines: dict[str, int] = field(default_factory=dict)
    obsolete: bool = False
    open: str = ""
    """The keyword that the next string belongs to."""
    word: str = ""
    """The same without its form."""

    @property
    def whole(self) -> bool:
        """Whether a msgstr has come, so that what follows belongs to another entry."""
        return self.word == "msgstr"

    def begin(
        self, word: str, form: str | None, place: tuple[int, int], obsolete: bool
    ) -> None:
        """Open the text of a keyword.

        Raises Refusal where gettext's grammar has no such keyword.
        """
        key = word if form is None else f"{word}[{int(form)}]"
        if self.texts and self.obsolete != obsolete:
            raise _halved(place)
        if key in self.texts and word != "msgid":
            raise Refusal(
                *place,
                f"a second {word} in one entry",
                "leave a blank line between entries, and one msgstr in each",
            )
        if self.word not in _FOLLOWS.get(word, ()) or (form is not None and word != "msgstr"):
            raise self._misplaced(word, place)
        self._require_string()
        self.texts[key], self.lines[key] = [], place[0]
        self.open, self.word, self.obsolete = key, word, obsolete

    def add(self, text: str, place: tuple[int, int], previous: str, obsolete: bool) -> None:
        """Go on with the text that is open.

        Raises Refusal for a string that belongs to none, or to one of another sort.
        """
        if not self.open:
            raise Refusal(*place, "text that belongs to no msgid or msgstr", _CUT)
        if self.obsolete != obsolete:
            raise _halved(place)
        if bool(previous) != self.open.startswith("#|"):
            raise Refusal(
                *place,
                f"half of the {self.open} stands behind #|",
                "put #| before all of its lines, or before none",
            )
        self.texts[self.open].append(text)

    def refuse_remark(self, number: int) -> None:
        """Raise Refusal if a remark would stand inside the entry."""
        if self.texts and not self.whole:
            raise Refusal(number, 1, "a remark inside an entry", "put it before the entry")

    def entry(self, path: str, lines: list[str]) -> Entry:
        """The entry, when all of its lines have come.

        Raises Refusal for half of one.
        """
        if not self.whole:
            lacks = "msgstr" if "msgid" in self.texts else "msgid"
            raise Refusal(self.last, 1, f"the entry has no {lacks}", _CUT)
        self._require_string()
        raw = "\n".join(lines[self.first - 1 : self.last])
        if is_large(raw):
            raise Refusal(
                self.lines["msgid"],
                1,
                f"the entry is larger than {LARGEST >> 10} KiB",
                "see that no quote is missing, and divide the text",
            )
        texts = {key: "".join(parts) for key, parts in self.texts.items()}
        return Entry(
            at=Location(path, self.lines["msgid"]),
            context=texts.get("msgctxt"),
            id=texts["msgid"],
            plural=texts.get("msgid_plural"),
            strings=tuple(texts[key] for key in self._forms()),
            string_line=self.lines[self._forms()[0]],
            flags=tuple(dict.fromkeys(self.flags)),
            comments=tuple(self.comments),
            extracted=tuple(self.extracted),
            references=tuple(self.references),
            previous_context=texts.get("#|msgctxt"),
            previous_id=texts.get("#|msgid"),
            previous_plural=texts.get("#|msgid_plural"),
            obsolete=self.obsolete,
            raw=raw,
        )

    def _forms(self) -> list[str]:
        forms = [key for key in self.texts if key.startswith("msgstr")]
        plural = "msgid_plural" in self.texts
        wanted = [f"msgstr[{n}]" for n in range(len(forms))] if plural else ["msgstr"]
        if forms != wanted:
            raise Refusal(
                self.lines[forms[0]],
                1,
                f"the entry has {_some(forms)}, where {_some(wanted)} should be",
                "number the plural forms from 0 without a gap",
            )
        return forms

    def _require_string(self) -> None:
        if self.open and not self.texts[self.open]:
            raise Refusal(
                self.lines[self.open],
                1,
                f"no text stands behind {self.open}",
                f'{_CUT}, or write "" for no text',
            )

    def _misplaced(self, word: str, place: tuple[int, int]) -> Refusal:
        if word in ("msgctxt", "msgid") and "msgid" in self.texts:
            message = f"the entry at line {self.lines['msgid']} has no msgstr"
            return Refusal(*place, message, _CUT)
        if word in ("msgid_plural", "msgstr"):
            return Refusal(*place, f"a {word} without a msgid before it", _CUT)
        return Refusal(*place, f"{word} has no place behind {self.open or 'nothing'}", _ORDER)


def is_large(raw: str) -> bool:
    """Whether an entry with these lines is larger than any should be."""
    return len(raw) > LARGEST // 4 and len(raw.encode()) > LARGEST


def _halved(place: tuple[int, int]) -> Refusal:
    return Refusal(
        *place,
        "half of the entry is obsolete (#~)",
        "put #~ before all of its lines, or before none",
    )


def _some(names: list[str]) -> str:
    return ", ".join(names if len(names) < 8 else [*names[:6], "…", names[-1]])
