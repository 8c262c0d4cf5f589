"""What a sweep steps through: settings, cells of the park's tables by factors, or whole scenarios."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.park import Park
from circnet.scenario.compare_column import AS_IS, BASE
from circnet.scenario.reading import Scenario, find_scenario, read_scenario

__all__ = ["Axis", "Value", "axes_of"]

_SCENARIO = "scenario"
_CELLS = re.compile(r"(?P<table>\w+)\.(?P<column>\w+)\[(?P<where>[^\]]+)\]")
_SETTINGS = {field.name: field.default for field in fields(Settings) if not isinstance(field.default, tuple)}
_WORDS = {"true": True, "false": False}

Value = float | bool | str


@dataclass(frozen=True)
class Axis:
    """One thing that a sweep varies.

    Attributes
    ----------
    name
        A setting; ``scenario``; or ``table.column[key=value,...]``, whose values are factors.
    values
        In the order given: all numbers, all booleans or all texts.
    steps
        The scenario that each value stands for.
    """

    name: str
    values: tuple[Value, ...]
    steps: tuple[Scenario, ...]


def axes_of(texts: Sequence[str], park: Park) -> list[Axis]:
    """Read axes as a user writes them.

    Parameters
    ----------
    texts
        ``carbon_price=0:200:50`` (from, to and step, both ends included), ``max_km=5,10,20``,
        ``scenario=base,dear`` (``base``: the park as it is), ``units.throughput[id=u1]=0.8,1,1.2`` (factors).
    park
        Whose scenarios are meant.

    Raises
    ------
    UsageFault
        If one is none of these, stands twice or has no values.
    InputFaults
        As `circnet.scenario.read_scenario`.

    Examples
    --------
    >>> axes_of(["carbon_price=0:100:50"], None)[0].values
    (0.0, 50.0, 100.0)
    """
    found = [_axis(text, park) for text in texts]
    names = [axis.name for axis in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageFault("axis_twice", ", ".join(twice))
    return found


def _axis(text: str, park: Park) -> Axis:
    name, sign, listed = text.rpartition("=")
    parts = [part.strip() for part in listed.split(",")]
    if not sign or not all(parts):
        raise UsageFault("bad_axis", text, "carbon_price=0:200:50, max_km=5,10,20")
    cells = _CELLS.fullmatch(name.strip())
    if name == _SCENARIO:
        read = [AS_IS if part == BASE else read_scenario(find_scenario(part, [park])) for part in parts]
        return Axis(name, tuple(parts), tuple(read))
    if cells is not None:
        where = dict(pair.split("=", 1) for pair in cells["where"].split(",") if "=" in pair)
        factors = _numbers(text, parts)
        scaled = [{"table": cells["table"], "where": where, "scale": {cells["column"]: factor}} for factor in factors]
        return Axis(name, factors, tuple(Scenario(name, actions=(("change", 1, one),), file=name) for one in scaled))
    if name not in _SETTINGS:
        raise UsageFault("unknown_axis", name, ", ".join([*_SETTINGS, _SCENARIO, "units.throughput[id=...]"]))
    kind = type(_SETTINGS[name])
    values: tuple[Value, ...] = _texts(text, parts, kind) if kind in (bool, str) else _numbers(text, parts)
    return Axis(name, values, tuple(Scenario(name, settings={name: value}, file=name) for value in values))


def _texts(text: str, parts: list[str], kind: type) -> tuple[Value, ...]:
    if kind is str:
        return tuple(parts)
    if not set(parts) <= set(_WORDS):
        raise UsageFault("bad_axis", text, "true,false")
    return tuple(_WORDS[part] for part in parts)


def _numbers(text: str, parts: list[str]) -> tuple[float, ...]:
    """Numbers, each by itself or a range with both ends, to twelve digits."""
    found: list[float] = []
    try:
        for part in parts:
            low, *rest = [float(one) for one in part.split(":")]
            high, step = rest or (low, 1.0)
            if not (step > 0 and high >= low and np.isfinite([low, high, step]).all()):
                raise UsageFault("bad_axis", text, "0:200:50")
            count = int(np.floor((high - low) / step + 1e-9)) + 1
            found += [float(f"{low + step * place:.12g}") for place in range(count)]
    except ValueError as error:
        if isinstance(error, UsageFault):
            raise
        raise UsageFault("bad_axis", text, "0:200:50, 5,10,20") from error
    return tuple(found)
