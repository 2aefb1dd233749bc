"""What a leaflet is made of, as its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Direction = Literal["ltr", "rtl"]
TITLE_SECTION = "_leaflet"
"""The reserved section of a leaflet's title and summary."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file."""

    path: str
    """Relative to the project's root, with `/` on every system."""
    line: int
    """Counted from 1."""
    column: int = 0
    """Counted from 1 in characters; 0 where only the line matters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One row of the registry."""

    tag: str
    """BCP 47, as in `lang`, URLs and output folders."""
    name: str
    """In English."""
    autonym: str
    """In the language itself, in the form that a menu shows."""
    script: str
    """ISO 15924."""
    direction: Direction
    font: str
    """The family that sets its running text."""
    plural_forms: str
    """A gettext header value, checked against CLDR."""
    decimal: str = "."
    """The sign before decimals."""
    quotes: str = "“”"
    """The outer pair of its quotation marks."""
    stop: str = "."
    """What ends a sentence; empty where nothing does."""
    question: str = "?"
    """What ends a question."""
    comma: str = ","
    """What parts a sentence."""
    lengths: tuple[float, float] = (0.6, 1.9)
    """Characters for one of the English, below and above which 1 translation of 100 is."""
    iso639_3: str = ""
    """Its code of three letters; Chinese has one for both scripts."""
    aliases: tuple[str, ...] = ()
    """What else it is called by standards and charities; no folder is named so."""
    note: str = ""
    """What those who set or check it should know."""

    @property
    def posix(self) -> str:
        """The name in `locales/` and in the `Language:` header."""
        return self.tag.replace("-", "_")

    @property
    def nplurals(self) -> int:
        """How many msgstr a plural entry has."""
        return int(self.plural_forms.removeprefix("nplurals=").partition(";")[0])


@dataclass(frozen=True, slots=True)
class Readers:
    """The languages whose readers have a block: those that are named, or all others."""

    tags: frozenset[str] = frozenset()
    others: bool = True
    """Whether the tags are those that do *not* have it."""

    def __contains__(self, tag: str) -> bool:
        return (tag in self.tags) != self.others

    def __and__(self, with_: Readers) -> Readers:
        if self.others and with_.others:
            return Readers(self.tags | with_.tags, True)
        if self.others:
            return Readers(with_.tags - self.tags, False)
        return Readers(
            self.tags - with_.tags if with_.others else self.tags & with_.tags, False
        )

    def __or__(self, with_: Readers) -> Readers:
        return ~(~self & ~with_)

    def __invert__(self) -> Readers:
        return Readers(self.tags, not self.others)

    def __le__(self, than: Readers) -> bool:
        return self & than == self

    @property
    def only(self) -> tuple[str, ...]:
        """The tags of `::: only`; empty where it does not hold."""
        return () if self.others else tuple(sorted(self.tags))

    @property
    def exclude(self) -> tuple[str, ...]:
        """The tags of `::: not`; empty where it does not hold."""
        return tuple(sorted(self.tags)) if self.others else ()


EVERYONE = Readers()


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    IMAGE = "image"
    NOTE = "note"
    WARNING = "warning"
    BOX_TITLE = "box-title"
    QUALITY_MARK = "quality-mark"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a leaflet: the smallest thing translated whole, or one that holds others."""

    kind: Kind
    at: Location
    text: str = ""
    """Inline Markdown with white space made single; empty for what only holds others."""
    children: tuple[Block, ...] = ()
    level: int = 0
    """Of a heading, 1 to 4."""
    id: str = ""
    """Of a heading's section; of an include's fragment."""
    was: str = ""
    """The id that a heading's section had before."""
    ordered: bool = False
    src: str = ""
    """Of an image: a file name beside the source, or empty for a slot without a file."""
    note: str = ""
    """What the author tells translators."""
    context: str = ""
    """Tells apart blocks that have the same words."""
    translate: bool = True
    readers: Readers = EVERYONE

    @property
    def only(self) -> tuple[str, ...]:
        """The tags of `::: only`."""
        return self.readers.only

    @property
    def exclude(self) -> tuple[str, ...]:
        """The tags of `::: not`."""
        return self.readers.exclude


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it, up to the next heading of any level."""

    id: str
    """The same in every language, so that links keep working."""
    owner: str
    """The leaflet or fragment whose catalogue has its words."""
    at: Location
    heading: Block | None = None
    """None in the title's section, in a fragment without a heading, and where a section goes
    on after an include."""
    blocks: tuple[Block, ...] = ()
    goes_on: bool = False
    """Whether it goes on here after an include; its heading stands before that."""

    @property
    def everything(self) -> tuple[Block, ...]:
        """The heading, if there is one, and the blocks."""
        return (self.heading, *self.blocks) if self.heading else self.blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """A leaflet with its fragments put in, or a fragment by itself, in reading order."""

    id: str
    at: Location
    meta: tuple[tuple[str, str], ...] = ()
    """The front matter, as written."""
    sections: tuple[Section, ...] = ()
    fragment: bool = False

    @property
    def title(self) -> str:
        """Its first block's words."""
        return (
            self.sections[0].blocks[0].text if self.sections and not self.fragment else self.id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a translator works on: the words of one or more blocks that must read alike."""

    owner: str
    section: str
    role: str
    context: str = ""
    msgid: str
    msgid_plural: str = ""
    stem: str = ""
    """The sentence that an item completes, or a cell's column heading."""
    comments: tuple[str, ...] = ()
    """Short human sentences for the `#.` lines."""
    places: tuple[Location, ...]
    """In reading order, never empty."""
    readers: Readers = EVERYONE

    @property
    def msgctxt(self) -> str:
        """`section/role` or `section/role/context`; empty in the interface."""
        if self.section and self.role and not self.context:
            return f"{self.section}/{self.role}"
        return "/".join(filter(None, (self.section, self.role, self.context)))

    @property
    def key(self) -> tuple[str, str]:
        """What names the unit in a catalogue."""
        return self.msgctxt, self.msgid

    @property
    def only(self) -> tuple[str, ...]:
        """The tags of the languages that alone have it."""
        return self.readers.only

    @property
    def exclude(self) -> tuple[str, ...]:
        """The tags of the languages that do not have it."""
        return self.readers.exclude

    def applies_to(self, tag: str) -> bool:
        """Whether the language has this unit."""
        return tag in self.readers
