"""The command line -> `cli`, with a Ctrl-C that ends it in a sentence at any moment.

Nothing heavy is imported before the handler stands; only what Python itself does before and
after `main` is beyond it.
"""

import os
import signal
import sys
from types import FrameType

_SOON = 0.01
"""Seconds after which an interruption comes again that could not be raised where it came."""


def main() -> None:
    """The command `polyleaf`; it ends the process."""
    try:
        # What a shell starts in the background ignores Ctrl-C, and goes on doing so.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            sys.unraisablehook = _lost
            signal.signal(signal.SIGINT, _interrupt)
        from pipeline.cli import main as run

        run()
    except KeyboardInterrupt:
        from pipeline.errors import INTERRUPTED, INTERRUPTION

        os.write(2, f"{INTERRUPTION}\n".encode())
        sys.exit(INTERRUPTED)
    finally:
        # Python takes handlers away while it ends, and would die of a late signal.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Stop the command, once: what then tidies up and ends the workers is not stopped."""
    if _importing(frame):
        _again()
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported; some that are not in Python abort if it fails."""
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _lost(unraised: "sys.UnraisableHookArgs") -> None:
    """An interruption that met a finaliser, which can raise nothing, comes again."""
    if unraised.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGINT, _interrupt)
        _again()
    else:
        sys.__unraisablehook__(unraised)


def _again() -> None:
    """Send the signal once more, which whoever holds it back will hold back then too."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, _SOON)


if __name__ == "__main__":
    main()
