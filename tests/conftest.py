"""What tests share: the real project built once, and small projects to break."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from pipeline import po
from pipeline.build.editions import build
from pipeline.build.workspace import Workspace
from pipeline.cli import cli
from pipeline.model import Catalogue, Entry

ROOT = Path(__file__).parent.parent
LEAFLET = "breast-calcifications"
EDITIONS = {
    "en-GB": ("ltr", "English"),
    "ar": ("rtl", "العربية"),
    "bg": ("ltr", "Български"),
    "bn": ("ltr", "বাংলা"),
    "cy": ("ltr", "Cymraeg"),
    "es": ("ltr", "Español"),
    "fa": ("rtl", "فارسی"),
    "fr": ("ltr", "Français"),
    "gu": ("ltr", "ગુજરાતી"),
    "hi": ("ltr", "हिन्दी"),
    "hu": ("ltr", "Magyar"),
    "it": ("ltr", "Italiano"),
    "lt": ("ltr", "Lietuvių"),
    "ne": ("ltr", "नेपाली"),
    "pa": ("ltr", "ਪੰਜਾਬੀ"),
    "pl": ("ltr", "Polski"),
    "prs": ("rtl", "دری"),
    "ps": ("rtl", "پښتو"),
    "pt-PT": ("ltr", "Português"),
    "ro": ("ltr", "Română"),
    "ru": ("ltr", "Русский"),
    "so": ("ltr", "Soomaali"),
    "sq": ("ltr", "Shqip"),
    "ta": ("ltr", "தமிழ்"),
    "tr": ("ltr", "Türkçe"),
    "uk": ("ltr", "Українська"),
    "ur": ("rtl", "اردو"),
    "vi": ("ltr", "Tiếng Việt"),
    "zh-Hans": ("ltr", "简体中文"),
    "zh-Hant": ("ltr", "繁體中文"),
}
"""The real project's languages, with their direction and their own names."""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR42mNQcGiAIwbiOABmQw4BVCsO4QAA"
    "AABJRU5ErkJggg=="
)

pytest_plugins = ["pytester"]

# How long an example takes is no matter of tests: a busy machine would turn one red.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SMALL = """\
# Small title

A summary of 5 words.

## First part {#first}

Some **bold** words. Not harmful.

They may be:

- one thing
- another thing.

## Second part {#second}

More words.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expected files; read the diff before you commit it",
    )
    parser.addoption(
        "--nothing-skipped",
        action="store_true",
        help="fail where a tool is missing, instead of skipping; CI uses it",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with an expected file, or rewrite the file on --update-golden."""

    def compare(expected: Path, actual: str) -> None:
        if request.config.getoption("--update-golden"):
            expected.parent.mkdir(parents=True, exist_ok=True)
            expected.write_text(actual, encoding="utf-8", newline="\n")
        assert actual == expected.read_text(encoding="utf-8")

    return compare


def lacking(request: pytest.FixtureRequest, reason: str) -> NoReturn:
    """Skip the test for what is not on this machine; CI lets nothing be skipped."""
    if request.config.getoption("--nothing-skipped"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def tool(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """The path of a program; without it the test is skipped, naming the Debian package."""

    def find(name: str, package: str) -> str:
        path = shutil.which(name)
        if path is None:
            reason = f"{name} is not installed; Debian has it in the package {package}"
            lacking(request, reason)
        return path

    return find


@pytest.fixture
def vendored(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """A file that scripts/fetch_tools.py brings; without it the test is skipped."""

    def find(name: str) -> Path:
        path = ROOT / ".tools" / name
        if not path.exists():
            how = "scripts/fetch_tools.py brings it; it needs npm (Debian: npm)"
            lacking(request, f".tools/{name} is missing; {how}")
        return path

    return find


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """This repository, read once."""
    return Workspace(ROOT)


@pytest.fixture(scope="session")
def output(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository, built once."""
    folder = tmp_path_factory.mktemp("built") / "output"
    built = build(workspace, folder)
    assert not built.errors
    return folder


@dataclass(frozen=True)
class Site:
    """A small project in a folder of its own."""

    root: Path

    def write(self, path: str, text: str | bytes) -> Path:
        """Put a file into the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def read(self, path: str) -> str:
        """The text of a file of the project."""
        return (self.root / path).read_text(encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        """What a command prints, and its exit code; `output` has both streams."""
        return CliRunner().invoke(cli, ["--root", str(self.root), *arguments])

    def catalogue(self, path: str) -> Catalogue:
        """A catalogue of the project."""
        found = po.read_catalogue(self.root / path, path)
        assert found is not None
        return found

    def edit(self, path: str, change: Callable[[Entry], Entry]) -> None:
        """Rewrite each entry of a catalogue."""
        old = self.catalogue(path)
        entries = tuple(replace(change(entry), raw="") for entry in old.entries)
        self.write(path, po.dump(replace(old, entries=entries)))

    def set(self, path: str, msgid: str, *strings: str) -> None:
        """Give one entry another translation."""

        def change(entry: Entry) -> Entry:
            return replace(entry, strings=strings) if entry.id == msgid else entry

        self.edit(path, change)

    def translate(self, posix: str) -> None:
        """Fill every msgstr of a language with pseudo-words, and let settings allow them."""
        if not (self.root / "pyproject.toml").exists():
            self.write("pyproject.toml", PSEUDO)
        for path in sorted((self.root / "locales" / posix).glob("*.po")):
            self.edit(path.relative_to(self.root).as_posix(), pseudo)


PSEUDO = """\
[tool.polyleaf.checks]
doubled-text = "off"
end-punctuation = "off"
hedges = "off"
leftover-english = "off"
length = "off"
list-punctuation = "off"
metadata = "off"
negation = "off"
negation-count = "off"
other-side = "off"
provenance = "off"
script = "off"
"""
"""Settings under which translations may be the English between two marks."""


def pseudo(entry: Entry) -> Entry:
    """The entry with a translation that keeps markup, fields and numbers."""
    forms = [entry.id, *[entry.plural or entry.id] * (len(entry.strings) - 1)]
    if entry.plural is not None:
        forms = [entry.plural] * len(entry.strings)
    strings = tuple(f"Xx {form} xX" for form in forms)
    if entry.obsolete:
        return entry
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    return replace(
        entry, strings=strings, flags=flags, previous_id=None, previous_context=None
    )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A leaflet with two sections, whole in Welsh and in Arabic."""
    made = Site(tmp_path / "site")
    made.write("source/small/leaflet.md", SMALL)
    for posix in ("cy", "ar"):
        (made.root / "locales" / posix).mkdir(parents=True)
    assert made.run("update").exit_code == 0
    made.translate("cy")
    made.translate("ar")
    return made


def arabic(entry: Entry) -> Entry:
    """The entry with Arabic letters around its words."""
    forms = [entry.plural or entry.id] * len(entry.strings)
    return replace(entry, strings=tuple(f"نص {form} نص" for form in forms))


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A leaflet with every construct, built in Welsh and Arabic."""
    made = Site(tmp_path_factory.mktemp("rich") / "site")
    shutil.copytree(Path(__file__).parent / "data/rich", made.root)
    made.write("source/rich/pic.png", PNG)
    for posix in ("cy", "ar"):
        (made.root / "locales" / posix).mkdir(parents=True)
    assert made.run("update").exit_code == 0
    made.translate("cy")
    for path in sorted((made.root / "locales/ar").glob("*.po")):
        made.edit(path.relative_to(made.root).as_posix(), arabic)
    built = made.run("build")
    assert built.exit_code == 0, built.output
    return made
