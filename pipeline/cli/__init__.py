"""Arguments -> build; prints; exit codes. The only module that prints.

0 done, nothing held · 1 findings, or something held · 2 command line or project file
3 a file cannot be read, or an engine failed · 130 interrupted

Everything heavy is imported inside the commands: `polyleaf --version` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.cli import (
    adopt,
    attic,
    catalogue_files,
    catalogues,
    changes,
    checking,
    editions,
    export,
    formatting,
    registry,
    renaming,
)
from pipeline.cli.told import complain
from pipeline.errors import INTERRUPTED, INTERRUPTION, PolyleafError

COMMANDS: tuple[click.Command, ...] = (
    catalogues.extract,
    catalogues.update,
    catalogues.units,
    changes.changes,
    adopt.adopt,
    attic.attic,
    attic.merge,
    checking.check,
    checking.waive,
    checking.checks,
    editions.status,
    editions.build,
    editions.verify,
    export.export,
    formatting.fmt,
    renaming.rename,
    catalogue_files.po,
    registry.known_languages,
)
"""In the order of a leaflet's way: from the source to finished editions."""

TRACEBACK = "POLYLEAF_TRACEBACK"
"""Set in the environment, it lets a defect's traceback through."""


class _Group(click.Group):
    """Turns what stops a command into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PolyleafError as error:
            complain(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(_interrupted())
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BrokenPipeError:
            # Whoever read our output has gone; nothing more can be told to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            click.echo(f"{name}{error.strerror or error}", err=True)
            ctx.exit(3)
        except Exception as error:
            if TRACEBACK in os.environ:
                raise
            click.echo(f"{type(error).__name__}: {error}", err=True)
            click.echo(
                f"    this is a defect of polyleaf; {TRACEBACK}=1 shows where", err=True
            )
            ctx.exit(3)


def main() -> None:
    """Run the command line, and end the process."""
    # A run makes many objects that it needs until its end: looking for those that it does not
    # need takes a tenth of its time, and finds next to none.
    gc.set_threshold(100_000)
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = _interrupted()
    sys.exit(code)


def _interrupted() -> int:
    click.echo(INTERRUPTION, err=True)
    return INTERRUPTED


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyleaf", message="%(prog)s %(version)s")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="The project's folder; by default the one above the current folder.",
)
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Patient leaflets in many languages: catalogues in, web pages and PDFs out."""
    ctx.obj = root


for _command in COMMANDS:
    cli.add_command(_command)
