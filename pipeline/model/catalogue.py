"""What translators write, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model.leaflet import Language, Location, Unit


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
    string_line: int = 0
    """The line of its first msgstr; 0 in an entry that no file holds."""
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """The translator's, without the `# `."""
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    previous_context: str | None = None
    previous_id: str | None = None
    previous_plural: str | None = None
    obsolete: bool = False
    domain: str = ""
    """Of a file that has several; empty for gettext's own, `messages`."""
    raw: str = field(default="", compare=False)
    """Its lines as they stand in the file, with the blank lines above it beyond the one."""

    @property
    def key(self) -> tuple[str, str]:
        """What names the entry in its catalogue."""
        return self.context or "", self.id

    @property
    def string_at(self) -> Location:
        """Its first msgstr, or the entry itself where no file holds it."""
        return Location(self.at.path, self.string_line) if self.string_line else self.at

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
    newline: str = field(default="\n", compare=False)
    """How the lines of its file end; `raw` texts have plain line feeds."""
    charset: str = field(default="utf-8", compare=False)
    """What its file was decoded from; every file that is written is UTF-8."""

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
    """An error holds the edition back; a warning is reported; information on request."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


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
