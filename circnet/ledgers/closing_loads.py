"""How much of a form has no taker at one load after another, and what it costs that none is released."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.balance.forms import REACTIVE, form_contents, form_table
from circnet.chemistry import TRACKED
from circnet.coupling.case import all_lines
from circnet.coupling.families import contents, released
from circnet.coupling.model import Model
from circnet.errors import Infeasible, UsageFault
from circnet.ledgers.closing_bench import TOLERANCE, Bench, Weights
from circnet.lp import Solution

LOAD_COLUMNS = [
    "load", "technology", "amount", "unit", "status", "made", "entering", "taken", "without_taker", "emitted", "least",
    "limit", "cost_free", "cost_closed", "price_cny_a", "avoided", "cny_per_t", "shadow_cny_per_t",
]  # fmt: skip
PASSES_ON = 0.1
"""Share of what it takes that a taker may give back in the form; what gives back more, up to all, converts it."""
GROUPS = (REACTIVE, "gas")
"""Groups of forms that must find a taker where they are made; an element without one is asked for as a whole."""


@dataclass(frozen=True)
class Form:
    """What is to be closed.

    Attributes
    ----------
    element
        Symbol.
    target
        As `circnet.coupling.families.contents` takes it: ``Cl:reactive``, or the element as a whole.
    goods
        Tonnes of it per unit of each good that somebody could take.
    emissions
        The same of emissions that follow the loads: of reactive forms all, else those that no technology takes.
    """

    element: str
    target: str
    goods: pd.Series
    emissions: pd.Series


def target_of(element: str) -> str:
    """Return what of an element is closed: its reactive forms, else its gases, else all of it.

    Raises
    ------
    UsageFault
        If it is not a tracked element.
    """
    if element.partition(":")[0] not in TRACKED:
        raise UsageFault("unknown_form", element, ", ".join(TRACKED))
    if ":" in element:
        return element
    table = form_table()
    groups = set(table.loc[table["element"] == element, "group"])
    return next((f"{element}:{group}" for group in GROUPS if group in groups), element)


def form_of(model: Model, target: str) -> Form:
    """Return the goods of the catalog that hold the form."""
    held, goods = contents(model.case, target), model.case.catalog.commodities.set_index("id")
    recipes = model.case.catalog.recipes
    taken = held.index.isin(recipes.loc[recipes["coefficient"] < 0, "commodity"])
    kind = goods["kind"].reindex(held.index).to_numpy()
    lost = (kind == "emission") & (target.endswith(f":{REACTIVE}") | ~taken)
    return Form(target.partition(":")[0], target, held[~lost & (kind != "ambient")], held[lost])


def weights_of(model: Model, form: Form) -> Weights:
    """Return what of the form each column of a model brings in, makes, uses, releases and emits, t per unit."""
    columns = model.program.columns
    held = columns["commodity"].map(form.goods).fillna(0.0).to_numpy()
    every = released(columns, model.case, form.target).to_numpy()
    lost = np.where(columns["commodity"].isin(form.emissions.index), every, 0.0)
    net = turnover_of(model, form)["net"]
    activity = columns["item"].where(columns["family"] == "run").map(net).fillna(0.0).to_numpy()
    entering = np.where(columns["family"].isin(["buy", "need", "port-supply"]), held, 0.0)
    return Weights(every - lost, lost, np.maximum(activity, 0.0), np.maximum(-activity, 0.0), entering)


def turnover_of(model: Model, form: Form) -> pd.DataFrame:
    """Return what each activity takes of the form, and what it makes (+) or uses (-) on balance.

    Index activity (a unit's own has the unit's id); ``takes, net`` in t per unit.
    """
    case = model.case
    lines = all_lines(case.activities, case.park, case.catalog)
    held = lines["coefficient"] * lines["commodity"].map(form.goods).fillna(0.0)
    return pd.DataFrame({"takes": -held.clip(upper=0.0), "net": held}).groupby(lines["activity"]).sum()


def forms_table(model: Model, form: Form) -> pd.DataFrame:
    """Return the formulas in question and what they are called: ``formula, name_zh, name_en, group, goods``."""
    held = form_contents(model.case.catalog.commodities, form.element)
    held = held[held["commodity"].isin(form.goods.index.union(form.emissions.index))]
    wanted = form.target.partition(":")[2]
    held = held[(held["group"] == wanted) | (held["form"] == wanted)] if wanted else held
    table = form_table()
    names = table[table["element"] == form.element].set_index("formula")
    goods = held.groupby("form")["commodity"].agg(lambda ids: ";".join(sorted(ids)))
    return pd.DataFrame({
        "formula": goods.index, "name_zh": names["name_zh"].reindex(goods.index).fillna("").to_numpy(),
        "name_en": names["name_en"].reindex(goods.index).fillna("").to_numpy(),
        "group": names["group"].reindex(goods.index).fillna("").to_numpy(), "goods": goods.to_numpy(),
    })  # fmt: skip


def main_maker(units: pd.DataFrame, net: pd.Series) -> str:
    """Return the technology that would make most of the form with all its units at full load; blank where none does.

    ``net`` as in `turnover_of`, by unit.
    """
    finite = units[np.isfinite(units["most"])]
    made = (finite["unit"].map(net).fillna(0.0) * finite["most"]).groupby(finite["technology"]).sum()
    made = made[made > 1.0].sort_index()
    return str(made.idxmax()) if len(made) else ""


def at_load(units: pd.DataFrame, technology: str, share: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of all loads: those of today, the units of a technology at a share of the most they can run."""
    low, high = units["low"].to_numpy(float, copy=True), units["high"].to_numpy(float, copy=True)
    if share is not None:
        mine = (units["technology"] == technology).to_numpy()
        low[mine] = high[mine] = share * units["most"].to_numpy(float)[mine]
    return low, high


@dataclass(frozen=True)
class Closed:
    """The two states of one load: free, and with no more released than asked, or than can be helped.

    Attributes
    ----------
    free, closed
        States of least cost.
    least
        The least that can be released, t/a.
    limit
        What is released at most in ``closed``: what was asked, or ``least`` where that is more.
    """

    free: Solution
    closed: Solution
    least: float
    limit: float


def close_at(bench: Bench, bounds: tuple[np.ndarray, np.ndarray], asked: float) -> Closed:
    """Solve a load free and closed.

    In the closed state nothing may be unexplained that is not so in the free one: closing may not rest on sources that
    nobody knows.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As the solver does.
    """
    bench.original(bench.unexplained)
    bench.limit(np.inf)
    bench.loads(*bounds)
    free = bench.cheapest()
    bench.hold_at_most(bench.unexplained, free.values)
    least = bench.least_release()
    limit = max(asked, least)
    closed = bench.cheapest_at(limit)
    return Closed(free, closed, *(0.0 if tonnes <= 2 * TOLERANCE else tonnes for tonnes in (least, limit)))


def curve(bench: Bench, technology: str, shares: tuple[float, ...], asked: float) -> tuple[pd.DataFrame, list[Closed]]:
    """Return `LOAD_COLUMNS` of today (``load`` blank) and of each share, and the states of those that have one.

    ``amount`` in ``unit`` of the technology's reference good; ``made, entering, taken, without_taker, emitted, least,
    limit, avoided`` in t/a of the form in the state of least cost; ``taken`` by units, sold, delivered or lost on the
    way. ``status``: ok, or no_solution where the load cannot run at all.

    Raises
    ------
    Infeasible
        If not a single load can run.
    """
    rows, states = [], []
    goods = bench.model.case.catalog
    reference = goods.technologies.set_index("id")["reference"].get(technology, "")
    unit = goods.commodities.set_index("id")["unit"].get(reference, "")
    mine = (bench.units["technology"] == technology).to_numpy()
    failed: Infeasible | None = None
    for share in (None, *shares):
        label = {"load": np.nan if share is None else share, "technology": technology, "unit": unit}
        bounds = at_load(bench.units, technology, share)
        try:
            state = close_at(bench, bounds, asked)
        except Infeasible as error:
            failed = error
            rows.append(label | {"status": "no_solution", "amount": bounds[1][mine].sum()})
            continue
        states.append(state)
        amount = float(state.free.values[bench.load[mine]].sum())
        rows.append(label | {"status": "ok", "amount": amount} | _figures(bench, state))
    if failed is not None and not states:
        raise failed
    return pd.DataFrame(rows).reindex(columns=LOAD_COLUMNS), states


def _figures(bench: Bench, state: Closed) -> dict[str, float]:
    values, weights = state.free.values[: bench.size], bench.weights
    made, entering = float(weights.made @ values), float(weights.entering @ values)
    out = float(weights.released @ values)
    before, after = (float(bench.money @ one.values) for one in (state.free, state.closed))
    avoided = out - float(weights.released @ state.closed.values[: bench.size])
    price = after - before
    price = 0.0 if abs(price) <= 1e-9 * max(abs(before), 1.0) else price
    return {
        "made": made, "entering": entering, "taken": made + entering - out, "without_taker": out,
        "emitted": float(weights.emitted @ values), "least": state.least, "limit": state.limit,
        "cost_free": before, "cost_closed": before + price, "price_cny_a": price, "avoided": avoided,
        "cny_per_t": price / avoided if avoided > 1e-6 else np.nan, "shadow_cny_per_t": bench.shadow(state.closed),
    }  # fmt: skip
