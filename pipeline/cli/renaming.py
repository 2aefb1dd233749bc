"""The command that gives a leaflet or a fragment another id."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.cli.options import open_workspace, writing


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--dry-run", "dry", is_flag=True, help="Change nothing; say what would be done.")
@click.pass_obj
def rename(root: Path | None, old: str, new: str, dry: bool) -> int:
    """Rename a leaflet or fragment with its catalogues; run it again if it was stopped."""
    from pipeline.build.clock import now
    from pipeline.build.renaming import renaming

    said: list[str] = []
    try:
        with nullcontext() if dry else writing(root):
            for step in renaming(open_workspace(root), old, new, on=now()):
                if not dry:
                    step.act()
                said.append(step.said)
    finally:
        # Not on the way: a reader of our output that goes away would leave a half renamed one.
        for line in said:
            click.echo(line)
    return 0
