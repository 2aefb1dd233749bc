"""Values that are made quickly are the same values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from pipeline.model import Entry, Location
from pipeline.model.quick import maker

ENTRY = Entry(at=Location("a.po", 3), context="part/paragraph", id="One", strings=("Un",))


@pytest.mark.parametrize("value", [ENTRY, ENTRY.at])
def test_a_value_made_quickly_is_what_the_class_makes(value: object) -> None:
    kind = type(value)
    made = maker(kind)(*(getattr(value, item.name) for item in fields(kind)))  # type: ignore[arg-type]
    assert made == value
    assert hash(made) == hash(value)
    assert type(made) is kind
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(kind)[0].name, "")  # type: ignore[arg-type]
