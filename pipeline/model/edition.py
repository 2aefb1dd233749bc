"""What is made for readers."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.catalogue import Outcome
from pipeline.model.leaflet import Kind, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text that is set in one way."""

    text: str
    """As a reader sees it: facts filled in, escapes undone; `\\n` alone is a hard break."""
    bold: bool = False
    url: str = ""
    isolate: int = 0
    """The number of the stretch that it is part of, which reads from left to right whatever is
    around it; 0 for none. A stretch may have several runs, such as a bold number and its unit.
    """


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
    goes_on: bool = False
    """Whether it goes on here after an include."""

    @property
    def heading(self) -> Passage | None:
        """The passage that heads it, if one does."""
        first = self.passages[0] if self.passages else None
        return first if first and first.kind is Kind.HEADING else None


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
    siblings: tuple[Language, ...] = ()
    """The languages that the leaflet is built in, this one too, in the menu's order."""
    meta: tuple[tuple[str, str], ...] = ()
    """What the front matter says: name of the field and the words to show."""
    publisher: str = ""
    """Whose the words are; in English, as everywhere."""
    base: str = ""
    """Where the output will stand, for addresses that must be absolute; empty if unknown."""
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
