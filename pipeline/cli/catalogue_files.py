"""The commands about one catalogue file, inside a project or out of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.errors import CatalogueError
from pipeline.model import Entry, Location


@click.group()
def po() -> None:
    """Look into a single catalogue file."""


@po.command("dump")
@click.argument("file", type=click.Path(path_type=Path))
def dump(file: Path) -> None:
    """Print what was read of FILE, one entry a line, as JSON."""
    from pipeline.po import read_catalogue

    catalogue = read_catalogue(file, str(file))
    if catalogue is None:
        raise CatalogueError("there is no such file", Location(str(file), 1))
    for entry in (catalogue.header, *catalogue.entries):
        click.echo(json.dumps(_record(entry), ensure_ascii=False))


def _record(entry: Entry) -> dict[str, object]:
    before = {
        "context": entry.previous_context,
        "id": entry.previous_id,
        "plural": entry.previous_plural,
    }
    return {
        "context": entry.context,
        "id": entry.id,
        "plural": entry.plural,
        "strings": entry.strings,
        "flags": entry.flags,
        "comments": entry.comments,
        "extracted": entry.extracted,
        "references": entry.references,
        "previous": before if any(text is not None for text in before.values()) else None,
        "obsolete": entry.obsolete,
        "line": entry.at.line,
    }
