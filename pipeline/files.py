"""Bytes -> a file that is whole or untouched, and one command at a time that writes.

The one writer of everything that a project keeps. New bytes come into being beside their
place, reach the disk, are read back, and only then take the place of the old ones.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.model import Location

TEMPORARY = ".polyleaf-"
"""Begins the names of files that are not whole yet; a crash may leave one behind."""
HIDDEN = ".polyleaf"
"""The folder of a project for what git need not know."""
PATIENCE = 30.0
"""How many seconds a command waits for another one to end."""
_WRITTEN_INTO = ("source", "locales")
_UNTOUCHED = "the file is as it was"


def write_bytes(
    path: Path, content: bytes, shown: Location | str, *, expected: str | None = None
) -> bool:
    """Put the content into the file, whole or not at all; False if it stood there already.

    A link stays, and the file that it leads to is written; mode and owner stay too.
    `expected` is the sha256 that the file had when it was read, empty if there was none.
    Raises OutputError, which says whether the old file stands there or the new one, and for
    a file that somebody else has changed since it was read.
    """
    path = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        old = _content(path)
        if old == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(6)}-{path.name}"
        _fill(temporary, content, path.stat() if old is not None else None)
        _require_unchanged(_content(path), expected, shown)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failed(shown, f"cannot be written: {reason}; {_UNTOUCHED}") from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink()
    _settle_new(path.parent, shown)
    return True


def move(path: Path, target: Path, shown: Location | str) -> None:
    """Give a file or a folder another name beside its old one, with its bytes as they are.

    Raises OutputError, which says whether it has the new name; a target that is there
    already stays.
    """
    try:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, f"{target.name} is there already")
        os.rename(path, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failed(shown, f"cannot be renamed: {reason}; {_UNTOUCHED}") from error
    _settle_new(path.parent, shown)


def clear(folder: Path) -> None:
    """Take away what writers left behind that a crash ended; nobody may be writing there."""
    for left in folder.rglob(f"{TEMPORARY}*"):
        with contextlib.suppress(OSError):
            left.unlink()


def hidden(root: Path) -> Path:
    """The folder for what can be made anew at any time, made where there is none.

    Raises OSError, or OutputError, where the project cannot be written.
    """
    folder = root / HIDDEN
    folder.mkdir(exist_ok=True)
    if not (folder / ".gitignore").exists():
        write_bytes(folder / ".gitignore", b"*\n", Location(f"{HIDDEN}/.gitignore", 1))
    return folder


@contextlib.contextmanager
def held(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep a project's source and catalogues to one writing command, and begin it tidy.

    `waiting` is called once if another command is at work.
    Raises OutputError if that one does not end in time, or the project cannot be written.
    """
    import filelock  # It takes longer to import than all else that reads a catalogue.

    lock = filelock.FileLock(root / HIDDEN / "lock")
    try:
        hidden(root)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            waiting()
            lock.acquire(timeout=PATIENCE)
    except filelock.Timeout:
        raise OutputError(
            "another polyleaf command is at work in this project; nothing was written",
            hint="wait until it has ended, and run the command again",
        ) from None
    except OSError as error:
        raise OutputError(
            f"{HIDDEN}/lock cannot be written: {error.strerror or error}; nothing was written",
            hint="mend the rights of the project's folder, or make room",
        ) from error
    try:
        for name in _WRITTEN_INTO:
            clear(root / name)
        yield
    finally:
        lock.release()


def _content(path: Path) -> bytes | None:
    """What the file holds, or None where there is none.

    Raises OSError for what is no ordinary file: a pipe would be waited for.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return path.read_bytes()


def _require_unchanged(old: bytes | None, expected: str | None, shown: Location | str) -> None:
    if expected is None:
        return
    if expected != ("" if old is None else hashlib.sha256(old).hexdigest()):
        raise _failed(
            shown,
            "changed while polyleaf was at work; nothing was written",
            hint="run the command again",
        )


def _fill(path: Path, content: bytes, like: os.stat_result | None) -> None:
    """Make a file that is safe on the disk, with the mode and owner of another one.

    A new file gets what the umask allows.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(path, flags, 0o600 if like else 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if like:
            if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                # Only root may give a file away.
                with contextlib.suppress(PermissionError):
                    os.chown(path, like.st_uid, like.st_gid)
            os.chmod(path, stat.S_IMODE(like.st_mode))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if path.read_bytes() != content:
        raise OSError(errno.EIO, "what was written reads back differently")


def _settle_new(folder: Path, shown: Location | str) -> None:
    try:
        _settle(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"is written, but may not outlive a power cut: {reason}"
        raise _failed(shown, message) from error


def _settle(folder: Path) -> None:
    """Make the disk know the folder's new list of names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network disks have no such thing.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _failed(shown: Location | str, message: str, *, hint: str = "") -> OutputError:
    if isinstance(shown, Location):
        return OutputError(message, shown, hint=hint)
    return OutputError(f"{shown} {message}", hint=hint)
