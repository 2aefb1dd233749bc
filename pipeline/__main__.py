"""The command line -> `cli`, with a Ctrl-C that ends it in a sentence at any moment.

Nothing heavy is imported before the handler stands; only what Python itself does before and
after `main` is beyond it.
"""

import os
import signal
import sys
from types import FrameType

_SOON = 0.01
"""Seconds after which an interruption comes again that could not be raised."""


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
        # Python would take the handler away while it ends, and die of a late Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Stop the command, once: what then tidies up and ends the workers is not stopped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _importing(frame):
        # Modules written in C++ end the whole process when their beginning is interrupted.
        _again_soon()
        return
    raise KeyboardInterrupt


def _importing(frame: FrameType | None) -> bool:
    """Whether a module is just being imported."""
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _again_soon() -> None:
    signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, _SOON)


def _lost(unraised: "sys.UnraisableHookArgs") -> None:
    """An interruption that met a finaliser, which can raise nothing, is sent again."""
    if unraised.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraised)
        return
    _again_soon()


if __name__ == "__main__":
    main()
