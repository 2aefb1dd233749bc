"""What stops a part of the pipeline until a person mends it.

PolyleafError (3)
├─ ProjectError (2)    the project's layout, `pyproject.toml`, facts, links
├─ SourceError (3)     a leaflet's Markdown, or what stands beside it
├─ CatalogueError (3)  a `.po` file that cannot be read
├─ RenderError (3)     an engine refused an edition
├─ OutputError (3)     the output could not be written
└─ Mistakes            several of these at once
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Location

INTERRUPTED = 130
"""The exit code that a shell expects of a program that Ctrl-C ended."""

INTERRUPTION = "interrupted; every file is whole, the old one or the new one"
"""What a command says that Ctrl-C ended, whatever it was doing."""


class PolyleafError(Exception):
    """Something a person has to mend before this part can go on."""

    exit_code: int = 3

    def __init__(self, message: str, at: Location | None = None, *, hint: str = "") -> None:
        super().__init__(message, at)
        self.message, self.at, self.hint = message, at, hint

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{where}{self.message}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.message, self.at, self.hint)


class ProjectError(PolyleafError):
    """The project's layout or settings."""

    exit_code = 2


class SourceError(PolyleafError):
    """A leaflet's Markdown, or what stands beside it."""


class CatalogueError(PolyleafError):
    """A `.po` file that cannot be read."""


class RenderError(PolyleafError):
    """An engine refused an edition."""


class OutputError(PolyleafError):
    """The output could not be written."""


class Mistakes(PolyleafError):  # noqa: N818
    """Several errors, in the order of their places."""

    def __init__(self, errors: Sequence[PolyleafError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
        self.exit_code = max(error.exit_code for error in errors)

    def __reduce__(self) -> tuple[object, ...]:
        return Mistakes, (self.errors,)


def each(error: PolyleafError) -> tuple[PolyleafError, ...]:
    """The errors of which one is made."""
    return error.errors if isinstance(error, Mistakes) else (error,)


def shortened(text: str, most: int = 60) -> str:
    """As much of a text as a message quotes, a sign for the rest among its letters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def raise_all(errors: Sequence[PolyleafError]) -> None:
    """Raise one error for all of them, or none if there are none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Mistakes(sorted(errors, key=lambda error: error.at or Location("", 0)))


def _again(kind: type[PolyleafError], message: str, at: Location, hint: str) -> PolyleafError:
    return kind(message, at, hint=hint)
