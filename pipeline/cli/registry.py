"""The command about languages: which there are, and what is known of each."""

from __future__ import annotations

import json

import click

from pipeline.cli.options import format_option


@click.command("languages")
@click.argument("tag", required=False)
@format_option
def known_languages(tag: str | None, form: str) -> int:
    """List the languages of the registry, or print what is known of one."""
    from pipeline.languages import find, registry
    from pipeline.report.registry import as_text, known

    rows = [find(tag)] if tag else list(registry().values())
    if form == "json":
        click.echo(json.dumps([known(row) for row in rows], ensure_ascii=False, indent=2))
    elif tag:
        click.echo(as_text(known(rows[0])))
    else:
        for row in rows:
            click.echo(f"{row.tag:8} {row.name:24} {row.script}  {row.autonym}")
    return 0
