"""Sources and catalogues as somebody saved them -> the one form that we keep: `fmt`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import po
from pipeline.errors import PolyleafError, ProjectError, SourceError
from pipeline.markdown import propose_ids
from pipeline.model import Location

_CATALOGUES = (".po", ".pot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Better:
    """A file, and the text that should stand in it."""

    path: Path
    shown: str
    text: str
    what: str
    """What writing it does, in the past."""
    digest: str
    """Of the file as it stands."""

    def write(self) -> None:
        """Put the text into the file.

        Raises OutputError, also where the file has changed since it was read.
        """
        po.write_text(self.path, self.text, self.shown, expected=self.digest)


def formatted(
    root: Path, named: Sequence[Path], errors: list[PolyleafError]
) -> Iterator[Better]:
    """What is not in its form yet, of the named files or else of the whole project.

    `errors` gathers the files that cannot be read, and the others go on.
    """
    leaflets = sorted(root.glob("source/*/leaflet.md"))
    leaflets += sorted(root.glob("source/_shared/*/fragment.md"))
    # Fragments share their ids with the leaflets that include them.
    taken = {path.parent.name for path in leaflets}
    for path in leaflets:
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        taken.update(re.findall(r"\{#([a-z0-9-]+)", text))
    for path in _files(named) if named else [*leaflets, *_catalogues(root / "locales")]:
        inside = path.is_relative_to(root)
        shown = path.relative_to(root).as_posix() if inside else str(path)
        try:
            if path.suffix in _CATALOGUES:
                yield from _catalogue(path, shown)
            else:
                yield from _leaflet(path, shown, taken)
        except PolyleafError as error:
            errors.append(error)


def _files(named: Sequence[Path]) -> Iterator[Path]:
    """The named files, and the catalogues in the named folders.

    Raises ProjectError for a file of another kind.
    """
    for path in (path.absolute() for path in named):
        if path.is_dir():
            yield from _catalogues(path)
        elif path.suffix in (".md", *_CATALOGUES):
            yield path
        else:
            hint = "name .po and .pot files, leaflets, or folders that have some"
            raise ProjectError(f"“{path.name}” is no catalogue and no leaflet", hint=hint)


def _catalogues(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.po*") if path.suffix in _CATALOGUES)


def _catalogue(path: Path, shown: str) -> Iterator[Better]:
    old = po.read_catalogue(path, shown)
    if old is None:
        return
    text = po.canonical(old)
    if hashlib.sha256(text.encode()).hexdigest() != old.digest:
        what = "put into canonical form"
        yield Better(path=path, shown=shown, text=text, what=what, digest=old.digest)


def _leaflet(path: Path, shown: str, taken: set[str]) -> Iterator[Better]:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", Location(shown, 1)) from error
    better = propose_ids(text, shown, taken)
    if better != text:
        digest = hashlib.sha256(content).hexdigest()
        yield Better(path=path, shown=shown, text=better, what="ids written", digest=digest)
