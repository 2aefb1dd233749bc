"""The environment -> the moment that what is written carries."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime

from pipeline.errors import ProjectError

_LATEST = 253402300799
"""The last second of the year 9999."""


def given_second() -> int | None:
    """The second in SOURCE_DATE_EPOCH, if it is set.

    Raises ProjectError for one that is no time.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return None
    if not re.fullmatch("[0-9]{1,12}", given) or int(given) > _LATEST:
        raise ProjectError(
            f"SOURCE_DATE_EPOCH is “{given[:40]}”, which is no time",
            hint="give it the seconds since 1970, or take it away",
        )
    return int(given)


def today() -> str:
    """The day that records carry, as ISO 8601 has it: the given one, or the clock's."""
    return _moment().date().isoformat()


def now() -> str:
    """The second that records carry, with its offset: the given one, or the clock's."""
    return _moment().isoformat(timespec="seconds")


def _moment() -> datetime:
    second = given_second()
    return datetime.fromtimestamp(time.time() if second is None else second, UTC)
