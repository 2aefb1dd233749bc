"""`pytest --polyleaf` in a content repository: one item a section, and one a catalogue."""

from __future__ import annotations

import shutil

import pytest
from conftest import Site

PO = "locales/cy/small.po"


@pytest.fixture
def repository(site: Site, pytester: pytest.Pytester) -> Site:
    """A content repository in pytest's own folder, without a test file."""
    shutil.copytree(site.root, pytester.path, dirs_exist_ok=True)
    return Site(pytester.path)


def test_a_whole_repository_passes(repository: Site, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--polyleaf", "-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2 * 4 + 2 * 2)
    result.stdout.fnmatch_lines(
        [
            "*cy/small/_leaflet PASSED*",
            "*cy/small/first PASSED*",
            "*locales/ar/small checks PASSED*",
        ]
    )


def test_it_does_nothing_unless_it_is_asked(
    repository: Site, pytester: pytest.Pytester
) -> None:
    assert pytester.runpytest_subprocess("-p", "no:cacheprovider").ret == 5


def test_a_missing_unit_fails_its_section_and_its_catalogue(
    repository: Site, pytester: pytest.Pytester
) -> None:
    repository.set(PO, "More words.", "")
    result = pytester.runpytest_subprocess("--polyleaf", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=10, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*section second: 1 of 2 units are not translated: “More words.”*",
            f"*{PO}:*: error: is not translated [[]untranslated]*",
            "FAILED *cy/small/second*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_check_s_error_fails_its_catalogue_alone(
    repository: Site, pytester: pytest.Pytester
) -> None:
    repository.set(PO, "A summary of 5 words.", "Xx A summary of 6 words. xX")
    result = pytester.runpytest_subprocess("--polyleaf", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=11, failed=1)
    result.stdout.fnmatch_lines([f"*{PO}:*: error: 5 is in the source*[[]numbers]*"])


def test_an_unreadable_file_is_an_item_that_fails(
    repository: Site, pytester: pytest.Pytester
) -> None:
    repository.write(PO, "msgid")
    result = pytester.runpytest_subprocess("--polyleaf", "-p", "no:cacheprovider")
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] >= 1
    result.stdout.fnmatch_lines(["FAILED *locales/cy/small is readable*"])
    assert "Traceback" not in result.stdout.str()


def test_a_folder_without_a_project_fails_in_words(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--polyleaf", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*there is no source/ folder here*"])


def test_another_folder_can_be_named(site: Site, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(
        "--polyleaf", f"--polyleaf-root={site.root}", "-p", "no:cacheprovider"
    )
    result.assert_outcomes(passed=12)
