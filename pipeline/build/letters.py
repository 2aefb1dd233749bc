"""Facts and front matter, held against the fonts: no catalogue has these letters."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import Surroundings
from pipeline.model import Leaflet, Location
from pipeline.project import Project, toml
from pipeline.units import fields, places


def undrawable(project: Project, leaflet: Leaflet, around: Surroundings) -> Iterator[str]:
    """Which values outside catalogues hold a letter that no font of the language has."""
    tag = around.language.tag
    for name in sorted(_facts(leaflet) & project.facts.keys()):
        fact = project.facts[name]
        for letter in around.uncovered(fact.for_language(tag)):
            keys = (name, "languages", tag) if tag in fact.languages else (name, "value")
            lines = toml.read(project.root, "source/facts.toml").lines()
            at = Location("source/facts.toml", toml.nearest(lines, keys))
            yield f"{at}: no font of {around.language.name} has “{letter}” U+{ord(letter):04X}"
    for name, value in leaflet.meta:
        for letter in around.uncovered(value):
            text = (project.root / leaflet.at.path).read_text(encoding="utf-8")
            rows = enumerate(text.split("\n"), start=1)
            line = next((n for n, row in rows if row.lstrip().startswith(name)), 1)
            at = Location(leaflet.at.path, line)
            yield f"{at}: no font of {around.language.name} has “{letter}” U+{ord(letter):04X}"


def _facts(leaflet: Leaflet) -> set[str]:
    return {name for place in places(leaflet) for name in fields(place.block.text)}
