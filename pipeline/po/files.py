"""Files -> catalogues, and texts -> files that are whole or untouched."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline import files
from pipeline.errors import CatalogueError
from pipeline.model import Catalogue, Location
from pipeline.po.decode import decoded
from pipeline.po.scan import scan

_LARGEST = 32 * 1024 * 1024
_UNREAD = "see that it can be opened, and run the command again"


def read_catalogue(path: Path, shown: str) -> Catalogue | None:
    """A catalogue, or None where there is no file.

    Raises CatalogueError for a file that cannot be read, whatever it holds.
    """
    at = Location(shown, 1)
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise CatalogueError("is no ordinary file", at, hint="move it away")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        raise CatalogueError("is a folder, not a file", at, hint="move it away") from None
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", at, hint=_UNREAD) from error
    if len(content) > _LARGEST:
        message = f"the file is larger than {_LARGEST >> 20} MiB"
        raise CatalogueError(message, at, hint="put the right file in its place")
    text, charset = decoded(content, shown)
    digest = hashlib.sha256(content).hexdigest()
    return scan(text, shown, digest=digest, charset=charset)


def write_text(path: Path, text: str, shown: str, *, expected: str | None = None) -> bool:
    """Put the text into the file, as `write_bytes` does."""
    return write_bytes(path, text.encode(), shown, expected=expected)


def write_bytes(
    path: Path, content: bytes, shown: str, *, expected: str | None = None
) -> bool:
    """Put bytes into the file, as a whole or not at all; False if they stood there already.

    `expected` is the digest that the file was read with, empty if there was none.
    Raises OutputError, which says what stands there now.
    """
    return files.write_bytes(path, content, Location(shown, 1), expected=expected)
