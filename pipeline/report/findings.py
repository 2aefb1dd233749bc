"""Findings -> text, JSON, and the forms that other programs show: SARIF, JUnit, GitHub."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from pipeline.model import Finding, Severity
from pipeline.report import as_json, for_terminal, in_one_line

_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold."""
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_text(findings: Sequence[Finding], questions: Mapping[str, str] | None = None) -> str:
    """One finding a line, then a count."""
    count = {level: sum(f.severity is level for f in findings) for level in Severity}
    lines = [in_one_line(str(finding)) for finding in findings]
    told = f", {count[Severity.INFO]} for information" if count[Severity.INFO] else ""
    lines.append(f"{count[Severity.ERROR]} errors, {count[Severity.WARNING]} warnings{told}")
    return "\n".join(lines)


def as_version_1(
    findings: Sequence[Finding], questions: Mapping[str, str] | None = None
) -> str:
    """The findings in the form of the design: version 1."""
    rows = [
        {
            "check": finding.check,
            "severity": finding.severity.value,
            "path": finding.at.path,
            "line": finding.at.line,
            "column": finding.column,
            "language": finding.language,
            "leaflet": finding.leaflet,
            "context": finding.context,
            "msgid": finding.msgid,
            "unit": finding.unit,
            "message": finding.message,
            "fingerprint": finding.fingerprint,
        }
        for finding in findings
    ]
    return as_json({"version": 1, "findings": rows})


def as_sarif(findings: Sequence[Finding], questions: Mapping[str, str]) -> str:
    """SARIF 2.1.0, which code hosts show beside the lines."""
    rules = sorted({finding.check for finding in findings})
    results = [
        {
            "ruleId": finding.check,
            "ruleIndex": rules.index(finding.check),
            "level": _LEVELS[finding.severity],
            "message": {"text": for_terminal(finding.message)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": finding.at.path},
                        "region": {
                            "startLine": finding.at.line,
                            "startColumn": finding.column,
                        },
                    }
                }
            ],
            "partialFingerprints": {"polyleaf/v1": finding.fingerprint},
        }
        for finding in findings
    ]
    driver = {
        "name": "polyleaf",
        "rules": [
            {"id": name, "shortDescription": {"text": questions.get(name, name)}}
            for name in rules
        ],
    }
    return as_json(
        {
            "$schema": _SARIF,
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


def as_junit(findings: Sequence[Finding], questions: Mapping[str, str]) -> str:
    """JUnit's XML: a suite a file, a case a check; what is told for information passes."""
    by: defaultdict[str, defaultdict[str, list[Finding]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for finding in findings:
        by[finding.at.path][finding.check].append(finding)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<testsuites name="polyleaf check">']
    for path, checks in by.items():
        failed = sum(_fails(members) for members in checks.values())
        lines.append(
            f" <testsuite name={_quoted(path)} tests={_quoted(str(len(checks)))} "
            f'failures={_quoted(str(failed))} errors="0">'
        )
        for check, members in checks.items():
            text = "\n".join(in_one_line(str(finding)) for finding in members)
            kind = "failure" if _fails(members) else "system-out"
            said = f" message={_quoted(members[0].message)}" if kind == "failure" else ""
            lines.append(f"  <testcase classname={_quoted(path)} name={_quoted(check)}>")
            lines.append(f"   <{kind}{said}>{escape(_valid(text))}</{kind}>")
            lines.append("  </testcase>")
        lines.append(" </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines)


def _fails(members: Sequence[Finding]) -> bool:
    return any(finding.severity is not Severity.INFO for finding in members)


def _valid(text: str) -> str:
    return _INVALID.sub("\ufffd", for_terminal(text))


def _quoted(text: str) -> str:
    return quoteattr(_valid(text))


def as_github(findings: Sequence[Finding], questions: Mapping[str, str]) -> str:
    """Commands of GitHub's workflows, which show each finding at its line."""
    lines = []
    for finding in findings:
        place = (
            f"file={_property(finding.at.path)},line={finding.at.line},"
            f"col={finding.column},title={_property(finding.check)}"
        )
        words = for_terminal(finding.message).replace("%", "%25")
        words = words.replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{_GITHUB[finding.severity]} {place}::{words}")
    return "\n".join(lines)


def _property(text: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(sign, code)
    return text


FORMS: Mapping[str, Callable[[Sequence[Finding], Mapping[str, str]], str]] = {
    "text": as_text,
    "json": as_version_1,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_github,
}
"""By the names that `--format` takes."""
