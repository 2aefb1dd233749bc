"""The nouns: frozen values that the stages hand on and never change.

Every value that came from a file knows its place in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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

    @property
    def posix(self) -> str:
        """The name in `locales/` and in the `Language:` header."""
        return self.tag.replace("-", "_")

    @property
    def nplurals(self) -> int:
        """How many msgstr a plural entry has."""
        return int(self.plural_forms.removeprefix("nplurals=").partition(";")[0])


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
    only: tuple[str, ...] = ()
    """Tags of the languages that have this block; empty for all."""
    exclude: tuple[str, ...] = ()
    """Tags of the languages that do not have it."""

    def applies_to(self, tag: str) -> bool:
        """Whether the language has this block."""
        return tag not in self.exclude and (not self.only or tag in self.only)


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
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def msgctxt(self) -> str:
        """`section/role` or `section/role/context`; empty in the interface."""
        return "/".join(filter(None, (self.section, self.role, self.context)))

    @property
    def key(self) -> tuple[str, str]:
        """What names the unit in a catalogue."""
        return self.msgctxt, self.msgid

    def applies_to(self, tag: str) -> bool:
        """Whether the language has this unit."""
        return tag not in self.exclude and (not self.only or tag in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a catalogue, as a tool such as msgfmt reads it."""

    at: Location
    """The line of its msgid."""
    context: str | None = None
    """None and empty are different to gettext."""
    id: str
    plural: str | None = None
    strings: tuple[str, ...] = ("",)
    string_at: Location | None = None
    """The line of its first msgstr."""
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """The translator's, without the `# `."""
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    previous_context: str | None = None
    previous_id: str | None = None
    previous_plural: str | None = None
    obsolete: bool = False
    raw: str = field(default="", compare=False)
    """Its lines as they stand in the file."""

    @property
    def key(self) -> tuple[str, str]:
        """What names the entry in its catalogue."""
        return self.context or "", self.id

    @property
    def fuzzy(self) -> bool:
        """Whether gettext takes it for unfinished."""
        return "fuzzy" in self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A `.po` or `.pot` file."""

    path: str
    header: Entry
    """The entry with the empty msgid."""
    entries: tuple[Entry, ...] = ()
    """In the file's order, obsolete ones too."""
    digest: str = field(default="", compare=False)
    """sha256 of the file that it was read from, as hex digits."""

    @property
    def fields(self) -> dict[str, str]:
        """The header's fields."""
        lines = self.header.strings[0].split("\n")
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}


class State(StrEnum):
    """How far a unit's translation has come; only the first is ever shown to a reader."""

    TRANSLATED = "translated"
    FUZZY = "fuzzy"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What a catalogue says for a unit."""

    unit: Unit
    strings: tuple[str, ...] = ("",)
    state: State
    at: Location
    """The msgstr in the catalogue; its first line where the entry is missing."""


class Severity(StrEnum):
    """An error holds the edition back; a warning is reported."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should look at."""

    check: str
    severity: Severity
    at: Location
    message: str
    column: int = 1
    language: str = ""
    leaflet: str = ""
    context: str = ""
    msgid: str = ""
    unit: str = ""
    """The unit's short name: the first 12 hex digits of its source hash."""
    fingerprint: str = ""
    """Stays the same when the line number alone changes."""

    def __str__(self) -> str:
        return f"{self.at}: {self.severity}: {self.message} [{self.check}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCount:
    """How far one section has come, counted in units."""

    id: str
    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0

    @property
    def units(self) -> int:
        """All of them."""
        return self.translated + self.fuzzy + self.untranslated

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing is missing."""
        return 100 if not self.units else self.translated * 100 // self.units


class Outcome(StrEnum):
    """What becomes of an edition."""

    HELD = "held"
    DRAFT = "draft"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's answer for one leaflet in one language."""

    leaflet: str
    language: Language
    outcome: Outcome
    sections: tuple[SectionCount, ...] = ()
    findings: tuple[Finding, ...] = ()
    reasons: tuple[str, ...] = ()
    """Sentences that a coordinator can act on."""
    machine: bool = False
    """Whether a part of it is a machine's draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text that is set in one way."""

    text: str
    """As a reader sees it: facts filled in, escapes undone; `\\n` alone is a hard break."""
    bold: bool = False
    url: str = ""
    isolate: bool = False
    """Kept from its surroundings' direction, and set from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block in an edition: its words as runs."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    children: tuple[Passage, ...] = ()
    level: int = 0
    id: str = ""
    ordered: bool = False
    src: str = ""
    english: bool = False
    """Left in English on purpose: shown with a mark and its own language."""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSection:
    """A section in an edition."""

    id: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another edition of the same leaflet, as a menu needs it."""

    language: Language
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A leaflet in one language, with all that a renderer needs and nothing else."""

    leaflet: str
    language: Language
    title: str
    english_title: str
    summary: str
    sections: tuple[EditionSection, ...]
    outcome: Outcome
    machine: bool
    siblings: tuple[Sibling, ...] = ()
    """Every edition that is built, this one too, in the menu's order."""
    meta: tuple[tuple[str, str], ...] = ()
    """What the front matter says: name of the field and the words to show."""
    phrases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The interface's catalogue: English to translations."""
    images: tuple[tuple[str, bytes], ...] = ()
    """The files that exist of the images it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A finished file of the output."""

    path: str
    """Relative to the output folder, with `/` on every system."""
    content: bytes = field(repr=False)
    leaflet: str = ""
    language: str = ""
    state: str = ""
    source: str = ""
    """sha256 of the source files that it was made from, as hex digits."""
    catalogue: str = ""
    """sha256 of the catalogues that it was made from."""
