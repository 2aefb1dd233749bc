"""Comments of the author, which speak of the next block."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.markdown.rules import is_id


class Comments:
    """What waits for the next block: a note for translators, a context, “leave it English”."""

    def __init__(self, fail: Callable[[int, str, str], None]) -> None:
        self.fail = fail
        self.waiting: dict[str, tuple[str, int]] = {}

    def note(self, content: str, line: int) -> None:
        """Keep a comment for the next block."""
        name, colon, value = content.strip().partition(":")
        name, value = name.strip(), " ".join(value.split())
        if name == "notranslate" and not colon:
            value = "yes"
        elif name not in ("translators", "context") or not colon:
            self.fail(
                line,
                f"the comment “{content.strip()[:40]}” is of no known kind",
                "write <!-- translators: … -->, <!-- context: … --> or <!-- notranslate -->",
            )
            return
        elif name == "context" and not is_id(value):
            self.fail(line, f"the context “{value[:40]}” is no name", "write a-z, 0-9 and -")
            return
        if name in self.waiting:
            self.fail(line, f"a second “{name}” before the same block", "join the two")
        self.waiting[name] = (value, line)

    def take(self) -> tuple[str, str, bool]:
        """What waited for this block: note, context, whether to translate it."""
        found = {name: value for name, (value, _) in self.waiting.items()}
        self.waiting.clear()
        note, context = found.get("translators", ""), found.get("context", "")
        return note, context, "notranslate" not in found

    def finish(self) -> None:
        """Note the comments that no block of this file followed."""
        for name, (_, line) in self.waiting.items():
            self.fail(
                line, f"the comment “{name}:” stands before no block", "move it or drop it"
            )
        self.waiting.clear()
