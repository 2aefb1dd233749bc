"""Files -> catalogues, and texts -> files that are whole or untouched."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from pipeline.errors import CatalogueError, OutputError
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


def write_text(path: Path, text: str, shown: str) -> bool:
    """Put the text into the file, as a whole or not at all; False if it stood there already.

    A link stays, and the file that it leads to is written.
    Raises OutputError, with the old file untouched.
    """
    content = text.encode()
    path = Path(os.path.realpath(path))
    temporary = ""
    try:
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() == content:
                return False
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot be written: {reason}; the file is as it was", Location(shown, 1)
        ) from error
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return True
