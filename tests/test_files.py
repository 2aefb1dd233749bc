"""A file is the old one or the new one, whatever stops the writer, and one command writes."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, SMALL, Site

from pipeline import files, po
from pipeline.errors import OutputError
from pipeline.model import Location

Find = Callable[[str, str], str]
OLD, NEW = b"old words\n", b"new words\n"
AT = Location("locales/cy/small.po", 1)
ADDED = SMALL.replace("A summary", "New words first.\n\nA summary")
"""What makes an update write every template and catalogue of the leaflet."""


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a project but the lock's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and files.HIDDEN not in path.relative_to(root).parts
    }


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# One file


def test_a_file_that_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"a translator's words\n")
    with pytest.raises(OutputError) as caught:
        files.write_bytes(path, NEW, AT, expected=digest(OLD))
    assert str(caught.value) == (
        f"{AT}: changed while polyleaf was at work; nothing was written\n"
        "    run the command again"
    )
    assert caught.value.exit_code == 3
    assert contents(tmp_path) == {"small.po": b"a translator's words\n"}


@pytest.mark.parametrize("expected", ["", digest(OLD)], ids=["came", "went"])
def test_a_file_that_came_or_went_meanwhile_has_changed(expected: str, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    if not expected:
        path.write_bytes(OLD)
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="changed while polyleaf was at work"):
        files.write_bytes(path, NEW, AT, expected=expected)
    assert contents(tmp_path) == before


def test_a_file_that_changes_while_the_new_one_is_filled_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(OLD)
    real = os.fsync

    def save(descriptor: int) -> None:
        path.write_bytes(b"a translator's words\n")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", save)
    with pytest.raises(OutputError, match="changed while polyleaf was at work"):
        files.write_bytes(path, NEW, AT, expected=digest(OLD))
    assert contents(tmp_path) == {"small.po": b"a translator's words\n"}


@pytest.mark.parametrize("expected", [None, "", digest(OLD)])
def test_what_stands_there_already_is_no_change(expected: str | None, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(NEW)
    assert not files.write_bytes(path, NEW, AT, expected=expected)


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_that_the_umask_allows(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        assert files.write_bytes(tmp_path / "cy/small.po", NEW, AT, expected="")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "cy/small.po").stat().st_mode) == 0o666 & ~umask


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(OLD)
    os.chown(path, 1234, 2345)
    path.chmod(0o664)
    assert files.write_bytes(path, NEW, AT)
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 2345, 0o664)


def test_a_disk_that_reads_back_something_else_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(OLD)
    real = os.write
    monkeypatch.setattr(os, "write", lambda to, data: real(to, bytes(data).upper()))
    with pytest.raises(OutputError, match="reads back differently; the file is as it was"):
        files.write_bytes(path, NEW, AT)
    assert contents(tmp_path) == {"small.po": OLD}


def test_a_disk_that_takes_little_at_a_time_gets_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda to, data: real(to, bytes(data)[:3]))
    assert files.write_bytes(tmp_path / "small.po", NEW, AT)
    assert contents(tmp_path) == {"small.po": NEW}


def test_a_folder_that_the_disk_does_not_confirm_is_told_and_the_new_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(OLD)
    real = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError, match="is written, but may not outlive"):
        files.write_bytes(path, NEW, AT)
    assert contents(tmp_path) == {"small.po": NEW}


def test_a_disk_that_knows_no_sync_of_folders_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    assert files.write_bytes(tmp_path / "small.po", NEW, AT)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    os.mkfifo(path)
    with pytest.raises(OutputError, match="it is no ordinary file; the file is as it was"):
        files.write_bytes(path, NEW, AT)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_link_to_nothing_makes_the_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "small.po").symlink_to("elsewhere/small.po")
    assert files.write_bytes(tmp_path / "small.po", NEW, AT)
    assert (tmp_path / "small.po").is_symlink()
    assert (tmp_path / "elsewhere/small.po").read_bytes() == NEW


# One command at a time


def test_nobody_else_writes_while_a_command_holds_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    asked: list[str] = []
    with files.held(tmp_path, lambda: asked.append("first")):
        with (
            pytest.raises(OutputError) as caught,
            files.held(tmp_path, lambda: asked.append("second")),
        ):
            asked.append("never")
        assert "another polyleaf command is at work" in str(caught.value)
    with files.held(tmp_path, lambda: asked.append("third")):
        pass
    assert asked == ["second"]
    assert (tmp_path / files.HIDDEN / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_what_a_crash_left_is_taken_away_by_the_next_command(site: Site) -> None:
    before = contents(site.root)
    site.write(f"locales/cy/{files.TEMPORARY}1234-small.po", "half")
    site.write(f"source/small/{files.TEMPORARY}1234-leaflet.md", "half")
    assert site.run("update").exit_code == 0
    assert contents(site.root) == before


HOLDING = """
import sys, time
from pathlib import Path
from pipeline import files, po
with files.held(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(site: Site) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the project until it reads a line."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(site.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "held\n"
        yield running
        running.kill()


@pytest.mark.parametrize("command", ["update", "extract", "fmt", "attic restore 0123456789"])
def test_a_second_command_waits_and_says_so(
    command: str, site: Site, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    site.write("source/small/leaflet.md", ADDED)
    before = contents(site.root)
    result = site.run(*command.split())
    assert result.exit_code == 3
    assert result.stderr.startswith("waiting for another polyleaf command to end\n")
    assert "another polyleaf command is at work in this project; nothing" in result.stderr
    assert contents(site.root) == before


def test_a_second_command_goes_on_when_the_first_has_ended(
    site: Site, holder: subprocess.Popen[str]
) -> None:
    site.write("source/small/leaflet.md", ADDED)
    assert holder.stdin is not None
    threading.Timer(0.3, holder.stdin.close).start()
    result = site.run("update")
    assert result.exit_code == 0
    assert result.stderr == "waiting for another polyleaf command to end\n"
    assert "New words first." in site.read("locales/cy/small.po")


def test_a_command_that_was_killed_holds_nothing(
    site: Site, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    result = site.run("update")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("status",), ("units",), ("fmt", "--check"), ("build",)],
    ids=" ".join,
)
def test_who_only_reads_waits_for_nobody(
    arguments: tuple[str, ...], site: Site, holder: subprocess.Popen[str]
) -> None:
    result = site.run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")


def test_ctrl_c_ends_the_waiting(site: Site, holder: subprocess.Popen[str]) -> None:
    before = contents(site.root)
    code = "from pipeline.__main__ import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "--root", str(site.root), "update"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("waiting for another")
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=10) == 130
    assert contents(site.root) == before


def test_updates_at_the_same_time_end_as_one(site: Site) -> None:
    site.write("source/small/leaflet.md", ADDED)
    code = "from pipeline.__main__ import main; main()"
    command = [sys.executable, "-c", code, "--root", str(site.root), "update"]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    after = contents(site.root)
    assert site.run("update").exit_code == 0
    assert contents(site.root) == after
    assert not [path for path in after if files.TEMPORARY in path]


def test_a_translator_who_saves_during_an_update_keeps_their_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("source/small/leaflet.md", ADDED)
    path = "locales/cy/small.po"
    theirs = site.read(path).replace("Xx More words. xX", "Mwy o eiriau.")
    reading = po.read_catalogue

    def save_after_reading(at: Path, shown: str) -> object:
        found = reading(at, shown)
        if shown == path:
            site.write(path, theirs)
        return found

    monkeypatch.setattr(po, "read_catalogue", save_after_reading)
    result = site.run("update")
    monkeypatch.undo()
    assert result.exit_code == 3
    assert f"{path}:1: changed while polyleaf was at work" in result.stderr
    assert site.read(path) == theirs
    assert "New words first." in site.read("locales/ar/small.po")
    assert site.run("update").exit_code == 0
    assert "Mwy o eiriau." in site.read(path)
    assert "New words first." in site.read(path)


# Every failure, at every moment

STEPS = ("open", "write", "fsync", "chmod", "replace")
"""All that a writer asks of the system, and that can fail for want of room or rights."""


def failing(monkeypatch: pytest.MonkeyPatch, step: str, nth: int, code: int) -> list[int]:
    """Let the n-th call of a step fail; the list has how often it was called."""
    real, calls = getattr(os, step), [0]

    def call(*arguments: object, **options: object) -> object:
        calls[0] += 1
        if calls[0] == nth:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    monkeypatch.setattr(os, step, call)
    return calls


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("step", STEPS)
def test_whatever_fails_at_any_moment_of_an_update_each_file_is_whole(
    step: str, code: int, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site.write("source/small/leaflet.md", ADDED)
    old = contents(site.root)
    with monkeypatch.context() as patch:
        calls = failing(patch, step, 0, code)
        assert site.run("update").exit_code == 0
    new = contents(site.root)
    changed = {path for path in new if new[path] != old.get(path)}
    assert len(changed) == 4
    assert calls[0] >= 3
    for nth in range(1, calls[0] + 1):
        put_back(site, changed, old)
        with monkeypatch.context() as patch:
            failing(patch, step, nth, code)
            result = site.run("update")
        if (step, code, nth) == ("open", errno.EACCES, 1):
            # The lock asks a second time: in some folders the first way is not allowed.
            assert result.exit_code == 0
            continue
        assert result.exit_code == 3, (nth, result.output)
        assert os.strerror(code) in result.stderr
        assert "defect" not in result.stderr
        found = contents(site.root)
        assert found.keys() - {CHANGES} == new.keys() - {CHANGES}
        stale = {path for path in changed if found.get(path) == old.get(path)}
        assert all(found[path] == new[path] for path in found.keys() - stale)
        # Without a record of the changes nothing else of the leaflet is written.
        first = CHANGES if CHANGES in stale else ""
        for path in stale:
            said = f"{first or path}:1: cannot be written: {os.strerror(code)}; the file is as"
            other = (".polyleaf/lock cannot", f"{CHANGES}:1: is written, but may not outlive")
            assert any(words in result.stderr for words in (said, *other))
        assert site.run("update").exit_code == 0
        assert contents(site.root) == new


CHANGES = "source/small/changes.jsonl"


def put_back(site: Site, paths: Iterable[str], old: Mapping[str, bytes]) -> None:
    """Let files be as they were, those that were not there too."""
    for path in paths:
        if path in old:
            site.write(path, old[path])
        else:
            (site.root / path).unlink(missing_ok=True)


KILLED = """
import os, signal, sys
left = int(sys.argv.pop(1))
def seam(name):
    real = getattr(os, name)
    def call(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            if name == "write":
                real(arguments[0], bytes(arguments[1])[:7])
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    setattr(os, name, call)
from pipeline.__main__ import main
for name in ("open", "write", "fsync", "chmod", "replace", "close"):
    seam(name)
main()
"""


def test_a_command_that_is_killed_at_any_moment_leaves_whole_files(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site.write("source/small/leaflet.md", ADDED)
    old = contents(site.root)
    assert site.run("update").exit_code == 0
    new = contents(site.root)
    changed = {path for path in new if new[path] != old.get(path)}
    moments = range(1, 50, 3)
    killed = 0
    for moment in moments:
        put_back(site, changed, old)
        arguments = [str(moment), "--root", str(site.root), "update"]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, *arguments],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        killed += done.returncode == -signal.SIGKILL
        for path, content in contents(site.root).items():
            assert files.TEMPORARY in path or content in (old.get(path), new[path])
        assert site.run("update").exit_code == 0
        assert contents(site.root) == new
    assert killed >= 8


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk that is full after a few files."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount program")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_every_catalogue_whole(site: Site, small_disk: Path) -> None:
    shutil.copytree(site.root, small_disk / "site")
    full = Site(small_disk / "site")
    full.write("source/small/leaflet.md", ADDED)
    old = contents(full.root)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 512):
            pass
    result = full.run("update")
    assert result.exit_code == 3
    assert "No space left on device" in result.stderr
    assert contents(full.root) == old
    filler.unlink()
    assert full.run("update").exit_code == 0
    assert "New words first." in full.read("locales/cy/small.po")


def test_a_project_that_cannot_be_written_can_be_read(site: Site, small_disk: Path) -> None:
    shutil.copytree(site.root, small_disk / "site")
    shutil.rmtree(small_disk / "site" / files.HIDDEN)
    fixed = Site(small_disk / "site")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for command in (("check",), ("status",), ("units",), ("fmt", "--check")):
        result = fixed.run(*command)
        assert (result.exit_code, result.stderr) == (0, "")
    result = fixed.run("update")
    assert result.exit_code == 3
    assert result.stderr.startswith(".polyleaf/lock cannot be written: Read-only file system")


# What native tools do, and nothing of ours may depend on


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_we_say_so_where_native_tools_lose_a_file_in_silence(site: Site, tool: Find) -> None:
    """If msgcat learns to tell, the row about full disks may go."""
    source = site.root / "locales/cy/small.po"
    command = [tool("msgcat", "gettext"), "-o", "/dev/full", str(source)]
    done = subprocess.run(command, capture_output=True, check=False)
    with pytest.raises(OutputError):
        files.write_bytes(Path("/dev/full"), NEW, "full")
    assert done.returncode in (0, 1)


def test_flags_that_an_editor_deletes_change_no_verdict(site: Site, tool: Find) -> None:
    path = "locales/cy/small.po"
    text = site.read(path).replace("msgctxt", "#, md-text, max-length:80\nmsgctxt")
    site.write(path, text)
    asked = ("check", "status", "units")
    before = [site.run(command, "--format", "json").stdout for command in asked]
    saved = subprocess.run(
        [tool("msgcat", "gettext"), "--no-wrap", str(site.root / path)],
        capture_output=True,
        check=True,
    ).stdout
    assert b"md-text" not in saved
    site.write(path, saved)
    assert site.run("update").exit_code == 0
    assert site.read(path).encode() == saved
    after = [site.run(command, "--format", "json").stdout for command in asked]
    assert after == before
