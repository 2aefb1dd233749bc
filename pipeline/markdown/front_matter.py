"""Front matter -> what a leaflet must carry.

Nothing is filled in: a date or a code that nobody wrote stays out.
"""

from __future__ import annotations

import difflib

import yaml

from pipeline.markdown.rules import Problem

META = (
    "code", "version", "produced", "reviewed", "next-review", "publisher", "audience",
    "evidence", "approvers",
)  # fmt: skip
"""What front matter may say, in the order in which it is shown."""


def read_meta(text: str) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """The fields in META's order, lists joined by commas; and what is wrong with them."""
    try:
        # BaseLoader: every scalar stays the text that it is, `no` and `1.10` too.
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return (), [
            (line, "the front matter cannot be read", "write one “name: value” a line")
        ]
    if node is None:
        return (), []
    if not isinstance(node, yaml.MappingNode):
        return (), [(1, "the front matter is no table", "write one “name: value” a line")]
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 2
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        if name not in META:
            near = difflib.get_close_matches(name, META, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(META)}"
            problems.append((line, f"“{name}” is no field of the front matter", hint))
        elif name in found:
            problems.append((line, f"“{name}” stands here twice", "keep one of them"))
        elif not all(isinstance(item, yaml.ScalarNode) for item in items):
            problems.append((line, f"“{name}” holds a table", "write one value or a list"))
        else:
            found[name] = ", ".join(item.value.strip() for item in items if item.value.strip())
    return tuple((name, found[name]) for name in META if found.get(name)), problems
