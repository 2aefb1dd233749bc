"""Three files of a merge in git -> one `.po`, and the attic of what it cannot hold."""

from __future__ import annotations

import hashlib
import shlex
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import po
from pipeline.errors import CatalogueError, OutputError, PolyleafError, ProjectError
from pipeline.model import Catalogue, Location
from pipeline.po.attic import attic_of, text_id
from pipeline.po.headers import Field
from pipeline.po.threeway import Aside

_ATTRIBUTES = ".gitattributes"
_LINES = (
    ("locales/x/x.po", "merge: polyleaf", "*.po merge=polyleaf"),
    ("locales/x/x.pot", "merge: polyleaf", "*.pot merge=polyleaf"),
    ("locales/x/x.attic.jsonl", "merge: union", "*.attic.jsonl merge=union"),
)
"""A file of each kind, what git should say of it, and the line that makes git say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What became of a merge."""

    aside: tuple[tuple[Location, Aside], ...] = ()
    """The texts that went to the attic, with the line at which their words stand now."""
    attic: str = ""
    fields: tuple[Field, ...] = ()


def merge_files(base: Path, ours: Path, theirs: Path, real: Path, *, on: str) -> Joined:
    """Write into `ours` what both sides did; `real` is the path that it will have in git.

    Raises PolyleafError, with `ours` as it was, for a side that cannot be read.
    """
    shown = real.as_posix()
    old = None if _empty(base) else _read(base, f"{shown} (base)")
    merged = po.merge(old, _read(ours, f"{shown} (ours)"), _read(theirs, f"{shown} (theirs)"))
    text = po.dump(merged.catalogue).replace("\r\n", "\n")
    lines = {po.name_of(e): e.at for e in po.scan(text, shown).entries}
    attic = _put_aside(real, merged.aside, on)
    po.write_text(ours, text.replace("\n", merged.catalogue.newline), shown)
    at = Location(shown, 1)
    return Joined(
        aside=tuple((lines.get(po.name_of(a.entry), at), a) for a in merged.aside),
        attic=attic,
        fields=merged.fields,
    )


def _empty(path: Path) -> bool:
    """Whether git has no common state of the file: it hands over an empty one."""
    return path.is_file() and not path.stat().st_size


def _read(path: Path, shown: str) -> Catalogue:
    found = po.read_catalogue(path, shown)
    if found is None:
        raise CatalogueError("there is no such file", Location(shown, 1))
    content = path.read_bytes()
    dos = content.count(b"\r\n") * 2 > content.count(b"\n")
    return replace(found, newline="\r\n" if dos else "\n")


def _put_aside(real: Path, aside: Iterable[Aside], on: str) -> str:
    """Write what the catalogue cannot hold beside it, and give the name of that file.

    It is a file of its own: git refuses to merge where a file that it would write, such as
    the leaflet's attic, has changed under it.
    """
    by_why: dict[str, list[Aside]] = {}
    for item in aside:
        by_why.setdefault(item.why, []).append(item)
    if not by_why:
        return ""
    ids = sorted(text_id(item.entry) for items in by_why.values() for item in items)
    name = f"merge-{hashlib.sha256(''.join(ids).encode()).hexdigest()[:12]}"
    path = attic_of(real, name)
    for why, items in by_why.items():
        entries = (item.entry for item in items)
        po.put_in_attic(path, entries, path.as_posix(), on=on, why=why)
    return path.as_posix()


def install(folder: Path, command: Iterable[str]) -> list[str]:
    """Make git merge catalogues with polyleaf in this repository; what was changed for it.

    Raises ProjectError where there is no repository.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel"))
    driver = f"{shlex.join(command)} merge %O %A %B %P"
    changed = []
    for key, value in (
        ("merge.polyleaf.name", "entry by entry, losing no translation"),
        ("merge.polyleaf.driver", driver),
    ):
        if _git(top, "config", "--local", "--default", "", "--get", key) != value:
            _git(top, "config", "--local", key, value)
            changed.append(f"git config {key}: {value}")
    missing = [
        line
        for path, wanted, line in _LINES
        if not _git(top, "check-attr", "merge", "--", path).endswith(wanted)
    ]
    if missing:
        path = top / _ATTRIBUTES
        try:
            old = path.read_bytes().decode() if path.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise OutputError("cannot be read", Location(_ATTRIBUTES, 1)) from error
        gap = "\n" if old and not old.endswith("\n") else ""
        po.write_text(path, old + gap + "\n".join(missing) + "\n", _ATTRIBUTES)
        changed += [f"{_ATTRIBUTES}: {line}" for line in missing]
    return changed


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise PolyleafError("git is not installed") from None
    if done.returncode:
        said = done.stderr.strip().removeprefix("fatal: ").split("\n")[0]
        hint = "run this in the repository that the catalogues are in"
        raise ProjectError(f"git says: {said}", hint=hint)
    return done.stdout.strip()
