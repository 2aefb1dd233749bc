"""A content repository -> pytest's items: `pytest --polyleaf` in any repository of leaflets.

One item for each section of each leaflet in each language, which fails where words are
missing, and one for each catalogue, which fails where a check says error. pytest finds this
module by its entry point, and it does nothing unless it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pipeline.build.workspace import Workspace
    from pipeline.model import Finding, Language, Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--polyleaf` and `--polyleaf-root`."""
    group = parser.getgroup("polyleaf", "leaflets in many languages")
    group.addoption(
        "--polyleaf",
        action="store_true",
        help="test that every section is translated, and that no check says error",
    )
    group.addoption(
        "--polyleaf-root",
        type=Path,
        default=None,
        metavar="FOLDER",
        help="the folder with source/ and locales/; by default pytest's root",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Put the project's items behind those of the test files."""
    if not config.getoption("--polyleaf"):
        return
    root = config.getoption("--polyleaf-root") or config.rootpath
    items.extend(_Project.from_parent(session, name="polyleaf", path=root.resolve()).collect())


class Unfit(Exception):  # noqa: N818
    """What an item found, in words for people."""


class _Project(pytest.Collector):
    def __init__(self, *, path: Path, **more: Any) -> None:
        super().__init__(path=path, **more)
        self.root = path

    def collect(self) -> list[pytest.Item]:
        """An item a section, one a catalogue, and one for each file that is unreadable."""
        from pipeline.build.workspace import Workspace
        from pipeline.errors import PolyleafError

        try:
            workspace = Workspace(self.root)
            return list(self._items(workspace))
        except PolyleafError as error:
            return [_Item.of(self, "project", self.root, [str(error)])]

    def _items(self, workspace: Workspace) -> Iterator[pytest.Item]:
        from pipeline.build.checking import find_all
        from pipeline.build.selection import narrowed
        from pipeline.languages import SOURCE

        judged = []
        for leaflet, language in narrowed(workspace, (), ()):
            if language.tag != SOURCE:
                verdict = workspace.judge(leaflet, language).verdict
                judged.append((language, verdict))
        for language, verdict in judged:
            yield from self._sections(workspace, language, verdict)
        findings = find_all(workspace)
        paths = dict.fromkeys(
            workspace.shown(workspace.project.catalogue(tag, owner))
            for tag in workspace.project.targets
            for owner in workspace.units
        )
        for path in paths:
            yield self._catalogue(path, findings)
        for error in workspace.errors:
            place = error.at.path if error.at else "project"
            yield _Item.of(
                self,
                f"{place.removesuffix('.po')} is readable",
                self.root / place,
                [str(error)],
            )

    def _sections(
        self, workspace: Workspace, language: Language, verdict: Verdict
    ) -> Iterator[pytest.Item]:
        path = workspace.project.catalogue(language.tag, verdict.leaflet)
        if not verdict.sections:
            name = f"{language.tag}/{verdict.leaflet}"
            yield _Item.of(self, name, path, verdict.reasons)
        for section in verdict.sections:
            missing = section.units - section.translated
            told = [
                reason for reason in verdict.reasons if f"section {section.id}:" in reason
            ] or [f"{missing} of {section.units} units are not translated"]
            name = f"{language.tag}/{verdict.leaflet}/{section.id}"
            yield _Item.of(self, name, path, told if missing else [])

    def _catalogue(self, path: str, findings: list[Finding]) -> pytest.Item:
        from pipeline.model import Severity

        mine = [f for f in findings if f.at.path == path]
        bad = any(finding.severity is Severity.ERROR for finding in mine)
        told = [str(f) for f in mine if f.severity is not Severity.INFO] if bad else []
        return _Item.of(self, f"{path.removesuffix('.po')} checks", self.root / path, told)


class _Item(pytest.Item):
    def __init__(self, *, told: list[str], place: Path, **more: Any) -> None:
        super().__init__(**more)
        self.told, self.place = told, place

    @classmethod
    def of(cls, parent: _Project, name: str, place: Path, told: Any) -> _Item:
        """An item that fails with what is told, if anything is."""
        made: _Item = cls.from_parent(parent, name=name, told=list(told), place=place)
        return made

    def runtest(self) -> None:
        """Fail with what was found."""
        if self.told:
            raise Unfit("\n".join(self.told))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> Any:
        """What was found, without a traceback that nobody needs."""
        from pipeline.report import for_terminal

        if isinstance(excinfo.value, Unfit):
            return for_terminal(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file that the item is about."""
        return self.place, None, self.name
