"""hunspell, where it is installed with a dictionary of the language -> words that it lacks.

It runs as a program of its own, and is asked once for each word.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORTEST = 4
"""Letters below which most words that no dictionary has are names and abbreviations."""
_SECONDS = 20


class Speller:
    """One dictionary, and the words that a project adds to it."""

    def __init__(self, command: Sequence[str], own: Iterable[str] = ()) -> None:
        self.command = tuple(command)
        own_words = (word for text in own for word in _WORD.findall(text))
        self._known = {word.casefold(): True for word in own_words}

    def misspelt(self, text: str) -> list[str]:
        """The words of a text that the dictionary lacks, each once; names in capitals are not
        asked for."""
        words = [
            word
            for word in dict.fromkeys(_WORD.findall(text))
            if len(word) >= _SHORTEST and word[1:].islower()
        ]
        self._ask([word for word in words if word.casefold() not in self._known])
        return [word for word in words if not self._known[word.casefold()]]

    def _ask(self, words: Sequence[str]) -> None:
        """Let the program list those that it lacks; if it cannot, none is."""
        if not words:
            return
        try:
            done = subprocess.run(
                self.command,
                input="\n".join(words),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=_SECONDS,
                check=True,
            )
            lacking = {line.strip().casefold() for line in done.stdout.splitlines()}
        except (OSError, ValueError, subprocess.SubprocessError):
            lacking = set()
        for word in words:
            self._known[word.casefold()] = word.casefold() not in lacking


def speller(posix: str, own: Iterable[str] = ()) -> Speller | None:
    """A language's speller; None where the program or its dictionary is not installed.

    A dictionary of a country's, such as `pl_PL`, serves the language.
    """
    program = shutil.which("hunspell")
    fitting = [n for n in dictionaries() if n == posix or n.startswith(f"{posix}_")]
    if not program or not fitting:
        return None
    return Speller((program, "-l", "-i", "utf-8", "-d", fitting[0]), own)


def dictionaries() -> tuple[str, ...]:
    """The names of all that are installed, in their order."""
    program = shutil.which("hunspell")
    return tuple(sorted(_dictionaries(program))) if program else ()


@cache
def _dictionaries(program: str) -> frozenset[str]:
    """The names of the dictionaries that are installed."""
    try:
        done = subprocess.run(
            (program, "-D"), capture_output=True, text=True, stdin=subprocess.DEVNULL,
            timeout=_SECONDS, check=False, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    lines = done.stderr.splitlines()
    return frozenset(line.strip().rpartition("/")[2] for line in lines if "/" in line)
