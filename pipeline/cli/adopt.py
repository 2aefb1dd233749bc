"""The command that brings in a translation which was made elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import format_option, open_workspace, writing
from pipeline.cli.told import leave
from pipeline.errors import ProjectError, shortened

if TYPE_CHECKING:
    from pipeline.build.adoption import Adopted
    from pipeline.build.workspace import Workspace
    from pipeline.model import Leaflet


@click.command()
@click.argument("language", metavar="LANG")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--leaflet", "name", help="Whose translation it is; needed where there are more."
)
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing; tell what would be done.")
@format_option
@click.pass_obj
def adopt(
    root: Path | None, language: str, file: Path, name: str | None, dry: bool, form: str
) -> int:
    """Fill empty entries, as fuzzy, from a translation in Markdown, HTML, DOCX or text."""
    from pipeline import languages
    from pipeline.build.adoption import adopt as bring_in

    found = languages.find(language)
    if found.tag == languages.SOURCE:
        raise ProjectError("English is the source, and has no catalogue")
    with writing(root):
        workspace = open_workspace(root)
        adopted = bring_in(workspace, _leaflet(workspace, name), found, file, dry=dry)
    click.echo(_json(adopted, dry) if form == "json" else _text(adopted, file.name, dry))
    return leave(workspace.errors)


def _leaflet(workspace: Workspace, name: str | None) -> Leaflet:
    there = {leaflet.id: leaflet for leaflet in workspace.leaflets}
    if name is None and len(there) == 1:
        return next(iter(there.values()))
    if name is None or name not in there:
        what = f"there is no leaflet “{name}”" if name else "which leaflet is it?"
        raise ProjectError(what, hint=f"say --leaflet, one of: {', '.join(sorted(there))}")
    return there[name]


def _text(adopted: Adopted, name: str, dry: bool) -> str:
    from pipeline import report

    lines = []
    for at, msgid, block in adopted.kept:
        lines.append(
            f"{at}: has a text and keeps it: “{shortened(msgid)}” (block {block.number})"
        )
    for place in adopted.without_block:
        lines.append(
            f"{place.block.at}: nothing in {name} answers to “{shortened(place.block.text)}”"
        )
    for block in adopted.without_place:
        lines.append(
            f"{name}: block {block.number} answers to nothing: “{shortened(block.text)}”"
        )
    verb = "would be filled in" if dry else "filled in"
    lines.append(
        f"{len(adopted.filled)} entries {verb} as fuzzy, {len(adopted.kept)} had a text, "
        f"{len(adopted.without_block)} without a block, "
        f"{len(adopted.without_place)} blocks left over"
    )
    return "\n".join(map(report.for_terminal, lines))


def _json(adopted: Adopted, dry: bool) -> str:
    pairs = {
        key: [
            {"path": at.path, "line": at.line, "msgid": msgid, "block": block.number,
             "text": block.text}
            for at, msgid, block in rows
        ]
        for key, rows in (("filled", adopted.filled), ("kept", adopted.kept))
    }  # fmt: skip
    return json.dumps(
        {
            "version": 1,
            "dry_run": dry,
            **pairs,
            "without_block": [
                {"path": place.block.at.path, "line": place.block.at.line,
                 "context": place.key[0], "msgid": place.key[1]}
                for place in adopted.without_block
            ],
            "without_place": [
                {"block": block.number, "kind": block.kind, "text": block.text}
                for block in adopted.without_place
            ],
        },
        ensure_ascii=False,
        indent=1,
    )  # fmt: skip
