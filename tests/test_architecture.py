"""The map in `pipeline/__init__.py` is true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent
MAP = pipeline.__doc__ or ""
ORDER = re.findall(r"\w+(?= →|\n→)|(?<=→ )\w+", MAP)
PURE = set(re.findall(r"\w+", MAP.split("out: ")[1]))
MODULES = [path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py"]
FILES = {
    "io", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "time", "datetime",
    "random", "urllib", "babel", "jinja2", "polib", "pikepdf", "typst", "importlib",
}  # fmt: skip
LONGEST = 300


def stage(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[list[str]]:
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if parts == ["pipeline"]:
                yield from ([*parts, alias.name] for alias in node.names)
            else:
                yield parts


def test_every_module_is_on_the_map() -> None:
    assert {stage(path) for path in MODULES} == set(ORDER)


def test_the_map_names_each_stage_once() -> None:
    assert len(ORDER) == len(set(ORDER)) > 15
    assert set(ORDER) > PURE


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_left(path: Path) -> None:
    left = ORDER[: ORDER.index(stage(path)) + 1]
    for package, *rest in imports(path):
        if package == "pipeline" and rest[0] != "__version__":
            assert rest[0] in left, f"{path.name} imports {rest[0]}"


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if stage(p) in PURE],
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_pure_modules_stay_pure(path: Path) -> None:
    for package, *rest in imports(path):
        assert package not in FILES, f"{path.name} imports {package}"
        if package == "pipeline":
            assert rest[0] in PURE, f"{path.name} imports {rest[0]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_the_command_line_prints(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert "print" not in called
    if stage(path) != "cli":
        assert "click" not in {package for package, *_ in imports(path)}


@pytest.mark.parametrize(
    ("package", "room"),
    [
        ("polib", "po"),
        ("markdown_it", "markdown"),
        ("typst", "render"),
        ("uharfbuzz", "verify"),
        ("jinja2", "render"),
        ("pydantic", "project"),
    ],
)
def test_one_room_knows_each_library(package: str, room: str) -> None:
    rooms = {stage(path) for path in MODULES for name, *_ in imports(path) if name == package}
    assert rooms == {room}


def test_no_module_has_a_second_subject() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in MODULES
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert not long
