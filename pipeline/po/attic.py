"""Entries that no catalogue can hold any more -> lines of JSON, so that none is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.model import Entry, Location
from pipeline.po.files import write_text


def put_in_attic(path: Path, entries: Iterable[Entry], shown: str) -> bool:
    """Add the entries to a file that only grows; False if all of them stood there already.

    Raises OutputError, with the old file untouched.
    """
    try:
        old = path.read_bytes().decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(
            "cannot be read, so nothing can be added to it",
            Location(shown, 1),
            hint="mend it or move it away, and run `polyleaf update` again",
        ) from error
    lines = list(filter(None, old.split("\n")))
    known = set(lines)
    lines += (line for line in map(_line, entries) if line not in known)
    return write_text(path, "".join(f"{line}\n" for line in lines), shown)


def _line(entry: Entry) -> str:
    record = {
        "v": 1,
        "context": entry.context,
        "msgid": entry.id,
        "msgid_plural": entry.plural,
        "msgstr": entry.strings,
        "flags": entry.flags,
        "comments": entry.comments,
    }
    return json.dumps(record, ensure_ascii=False)
