"""Facts and front matter, held against the fonts: no catalogue has these letters."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import Surroundings
from pipeline.gate import undrawn
from pipeline.model import Finding, Leaflet, Location
from pipeline.project import Project, toml
from pipeline.units import fields, places


def undrawable(project: Project, leaflet: Leaflet, around: Surroundings) -> Iterator[Finding]:
    """What cannot be printed of the values outside catalogues; facts belong to no leaflet."""
    tag = around.language.tag
    for name in sorted(_facts(leaflet) & project.facts.keys()):
        fact = project.facts[name]
        if not around.uncovered(fact.for_language(tag)):
            continue
        keys = (name, "languages", tag) if tag in fact.languages else (name, "value")
        lines = toml.read(project.root, "source/facts.toml").lines()
        at = Location("source/facts.toml", toml.nearest(lines, keys))
        yield from undrawn(fact.for_language(tag), at, around, "")
    for name, value in leaflet.meta:
        if not around.uncovered(value):
            continue
        text = (project.root / leaflet.at.path).read_text(encoding="utf-8")
        rows = enumerate(text.split("\n"), start=1)
        line = next((n for n, row in rows if row.lstrip().startswith(name)), 1)
        yield from undrawn(value, Location(leaflet.at.path, line), around, leaflet.id)


def _facts(leaflet: Leaflet) -> set[str]:
    return {name for place in places(leaflet) for name in fields(place.block.text)}
