"""A sweep: a park coupled at every point of a grid of settings, figures or scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling import Coupling, Settings, couple
from circnet.coupling.result import records
from circnet.errors import InputFaults, NoSolution, SolverFailure, UsageFault
from circnet.park import Catalog, Park
from circnet.pieces import Answers, Machines, digest, work
from circnet.scenario.axes import Axis, Value
from circnet.scenario.overrides import apply
from circnet.scenario.reading import Scenario

__all__ = ["MOST", "Sweep", "point_of", "sweep"]

MOST = 10_000
"""Points of one sweep."""
_FIGURES = ("cost", "baseline_cost", "saving", "saving_unexplained", "co2_avoided_t", "waste_diverted_t",
            "fresh_water_saved_m3")  # fmt: skip
_LINK = ["from", "to", "commodity", "mode"]
_LINK_TYPES = {
    "point": "int64", **dict.fromkeys((*_LINK, "unit"), "str"), "existing": "bool", "amount": "float64",
    "saving": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Sweep:
    """A park at the points of a grid.

    Attributes
    ----------
    summary
        ``park, points, solved, axes`` (``name, values`` of each).
    points
        ``point``, a column per axis by its name, ``status`` (optimal, relaxed, or why there is no answer: no_solution,
        faults, usage, solver), ``reason``, and as `circnet.coupling.couple` tells them ``cost, baseline_cost, saving,
        saving_unexplained, co2_avoided_t, waste_diverted_t, fresh_water_saved_m3``; ``links``: new ones.
    links
        Links that some point uses, those of most points first: ``from, to, commodity, mode, unit, existing, used``
        (points), ``share`` (of those solved), ``amount_low, amount_high`` (units a year), ``saving_low, saving_high``
        (units of the objective a year), and per axis of numbers ``<axis>_low, <axis>_high``: the least and the largest
        value at which some point uses it.
    flows
        ``point, from, to, commodity, mode, unit, existing, amount, saving`` (blank for existing links).
    """

    summary: Mapping[str, Any]
    points: pd.DataFrame
    links: pd.DataFrame
    flows: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Summary and tables as plain values; what is not known is None."""
        return {**self.summary, **{name: records(getattr(self, name)) for name in ("points", "links", "flows")}}


def sweep(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    axes: Sequence[Axis],
    settings: Settings | None = None,
    machines: Machines | None = None,
    tell: Callable[[float], None] | None = None,
) -> Sweep:
    """Couple a park at every point of the grid of some axes, the last one turning fastest.

    Each point is `circnet.coupling.couple` by itself, so its figures are those of that command.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the axes go over the settings.
    axes
        As `circnet.scenario.axes.axes_of`; a later one goes over an earlier one.
    machines
        Where points are worked on; in this process if absent.
    tell
        Told the share done; what it raises stops the work.

    Raises
    ------
    UsageFault
        If there is no axis or the grid has more than `MOST` points; and as `circnet.pieces.work`. A point without an
        answer raises nothing: it says why.
    """
    settings = settings or Settings()
    count = prod(len(axis.values) for axis in axes)
    if not axes or count > MOST:
        raise UsageFault("sweep_count", str(count if axes else 0), f"1-{MOST}")
    pieces = {
        point: (point, {axis.name: axis.values[at] for axis, at in zip(axes, place, strict=True)},
                _joined([axis.steps[at] for axis, at in zip(axes, place, strict=True)]))
        for point, place in enumerate(product(*(range(len(axis.values)) for axis in axes)))
    }  # fmt: skip
    answers = work(
        point_of, (park, catalog, settings), pieces, machines or Machines(),
        lambda: {"inputs": digest([park.replace(path=""), catalog, settings]),
                 "axes": [[axis.name, list(axis.values)] for axis in axes],
                 "steps": digest([step for axis in axes for step in axis.steps])},
        tell,
    )  # fmt: skip
    points, flows = (pd.concat([one[name] for one in answers], ignore_index=True) for name in ("points", "links"))
    solved = points["status"].isin(["optimal", "relaxed"])
    summary = {
        "park": park.info.id, "points": count, "solved": int(solved.sum()),
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in axes],
    }  # fmt: skip
    return Sweep(summary, points, _links(flows, points, axes, int(solved.sum())), flows)


def _joined(steps: Sequence[Scenario]) -> Scenario:
    """One scenario of several, a later one over an earlier one."""
    settings = {name: value for step in steps for name, value in step.settings.items()}
    actions = tuple(action for step in steps for action in step.actions)
    return Scenario("", settings, actions, ", ".join(step.file for step in steps if step.actions))


def point_of(shared: tuple[Park, Catalog, Settings], piece: tuple[int, Mapping[str, Value], Scenario]) -> Answers:
    """Couple a park at a point: ``points``, its values and figures or why there are none, and ``links`` in use."""
    (park, catalog, settings), (point, values, step) = shared, piece
    row: dict[str, object] = {"point": point, **values, "status": "", "reason": "", **dict.fromkeys(_FIGURES, np.nan)}
    links = pd.DataFrame(columns=list(_LINK_TYPES))
    try:
        changed, settled = apply(step, park, catalog, settings)
        found = couple(changed, catalog, settled)
    except (InputFaults, NoSolution, UsageFault, SolverFailure) as error:
        row |= {"status": _status(error), "reason": str(error), "links": 0}
    else:
        links = _links_of(found).assign(point=point)
        figures = {name: np.nan if found.summary[name] is None else found.summary[name] for name in _FIGURES}
        row |= {"status": found.summary["status"], **figures, "links": int((~links["existing"]).sum())}
    texts = [name for name, value in values.items() if isinstance(value, str)]
    types = {**dict.fromkeys(texts, "str"), "status": "str", "reason": "str", **dict.fromkeys(_FIGURES, "float64")}
    return {"points": pd.DataFrame([row]).astype(types), "links": links[list(_LINK_TYPES)].astype(_LINK_TYPES)}


def _status(error: Exception) -> str:
    kinds = {"faults": InputFaults, "no_solution": NoSolution, "usage": UsageFault}
    return next((name for name, kind in kinds.items() if isinstance(error, kind)), "solver")


def _links_of(found: Coupling) -> pd.DataFrame:
    """Links in use, each new one with what it saves."""
    flows = found.flows.assign(mode=found.flows["mode"].astype("str").fillna(""))
    flows = flows.groupby([*_LINK, "unit", "existing"], as_index=False)["amount"].sum()
    chosen = found.opportunities[found.opportunities["choice"].eq("chosen")]
    worth = chosen.assign(mode=chosen["mode"].astype("str").fillna(""))[[*_LINK, "saving"]].drop_duplicates(_LINK)
    return flows.merge(worth, on=_LINK, how="left").sort_values(_LINK, kind="stable", ignore_index=True)


def _links(flows: pd.DataFrame, points: pd.DataFrame, axes: Sequence[Axis], solved: int) -> pd.DataFrame:
    """Each link over all points."""
    numbers = [axis.name for axis in axes if all(isinstance(one, float) for one in axis.values)]
    at = flows.merge(points[["point", *numbers]], on="point")
    spans = {f"{name}_{end}": (name, kind) for name in ("amount", "saving", *numbers)
             for end, kind in (("low", "min"), ("high", "max"))}  # fmt: skip
    keys = [*_LINK, "unit", "existing"]
    table = at.groupby(keys, as_index=False).agg(used=("point", "nunique"), **spans)
    table.insert(len(keys) + 1, "share", table["used"] / max(solved, 1))
    order = ["existing", "used", "saving_high", *_LINK]
    return table.sort_values(order, ascending=[True, False, False, *[True] * len(_LINK)], ignore_index=True)
