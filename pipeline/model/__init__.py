"""The nouns: frozen values that the stages hand on and never change.

Every value that came from a file knows its place in it.
"""

from pipeline.model.catalogue import (
    Catalogue,
    Entry,
    Finding,
    Outcome,
    SectionCount,
    Severity,
    State,
    Translation,
    Verdict,
)
from pipeline.model.edition import (
    Artifact,
    Edition,
    EditionSection,
    Passage,
    Run,
)
from pipeline.model.leaflet import (
    EVERYONE,
    TITLE_SECTION,
    Block,
    Direction,
    Kind,
    Language,
    Leaflet,
    Location,
    Readers,
    Section,
    Unit,
)
from pipeline.model.words import Patterns, Words

__all__ = [
    "EVERYONE",
    "TITLE_SECTION",
    "Artifact",
    "Block",
    "Catalogue",
    "Direction",
    "Edition",
    "EditionSection",
    "Entry",
    "Finding",
    "Kind",
    "Language",
    "Leaflet",
    "Location",
    "Outcome",
    "Passage",
    "Patterns",
    "Readers",
    "Run",
    "Section",
    "SectionCount",
    "Severity",
    "State",
    "Translation",
    "Unit",
    "Verdict",
    "Words",
]
