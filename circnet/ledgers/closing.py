"""An element's balance as a question: what has no taker, what could take it, what it costs that none is released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.infeasible import explain
from circnet.coupling.model import build
from circnet.coupling.result import records
from circnet.errors import NoSolution, UsageFault
from circnet.ledgers.absorb import absorbers_of, tried
from circnet.ledgers.absorb_candidates import Site, site_of
from circnet.ledgers.closing_bench import Bench, build_opened, units_of
from circnet.ledgers.closing_loads import (
    Closed,
    Form,
    at_load,
    close_at,
    curve,
    form_of,
    forms_table,
    main_maker,
    target_of,
    turnover_of,
    weights_of,
)  # fmt: skip
from circnet.ledgers.closing_plan import plans, usable
from circnet.park import Catalog, Park

SHARES = (0.0, 0.25, 0.5, 1.0)
"""Loads that are looked at where none are named: shares of the most that the units can run."""
RELEASED = 1e-3
"""Tonnes a year below which nothing is released."""
_TRACE = 1e-3
"""Share of what is released below which a good does not count among what needs a taker."""


@dataclass(frozen=True)
class Closing:
    """How an element's balance closes, or why not.

    Attributes
    ----------
    summary
        ``park, element, target`` (what of it is closed), ``technology`` (whose loads are varied; blank where nobody
        makes the form), ``load`` (that of absorbers, price, plans and usable), ``asked`` (released at most, t/a).
    forms
        ``formula, name_zh, name_en, group, goods``.
    loads
        `circnet.ledgers.closing_loads.LOAD_COLUMNS`: today first (``load`` blank), then each share asked.
    price
        Two solves of one load: ``load, loads`` (fixed; or free, where what is asked cannot be had at fixed loads: then
        of the plans ``free`` and ``cheapest``), ``limit, cost_free, cost_closed, price_cny_a`` (their difference),
        ``avoided`` (t/a), ``cny_per_t, shadow_cny_per_t`` (of the last tonne; a hint). None where no load closes it.
    absorbers, needs
        What could take it: `circnet.ledgers.absorb.ABSORBER_COLUMNS`, and what each needs and gives per t taken,
        `circnet.ledgers.absorb.NEED_COLUMNS`.
    plan, plans
        Loads that close it, `circnet.ledgers.closing_plan.PLAN_COLUMNS`, and what each plan comes to.
    usable
        How much of what is released can be used at all: `circnet.ledgers.closing_plan.USABLE_COLUMNS`.
    """

    summary: Mapping[str, object]
    forms: pd.DataFrame
    loads: pd.DataFrame
    price: Mapping[str, object]
    absorbers: pd.DataFrame
    needs: pd.DataFrame
    plan: pd.DataFrame
    plans: pd.DataFrame
    usable: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Return summary and tables as plain values; what an absorber needs and gives stands with it."""
        needs = {unit: records(table.drop(columns="unit")) for unit, table in self.needs.groupby("unit", sort=False)}
        absorbers = [row | {"needs": needs.get(row["unit"], [])} for row in records(self.absorbers)]
        tables = {name: records(getattr(self, name)) for name in ("forms", "loads", "plan", "plans", "usable")}
        (price,) = records(pd.DataFrame([dict(self.price)]))
        return {**self.summary, **tables, "price": price, "absorbers": absorbers}


def close_element(
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    element: str = "Cl",
    *,
    loads: Sequence[float] | None = None,
    technology: str = "",
    asked: float = 0.0,
) -> Closing:
    """Ask how an element's balance closes.

    All candidate links are open at the price of their design flow, as in the linear optimum from which
    `circnet.coupling.couple` starts before it drops what does not cover its own line.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; under ``flexible`` loads are free in the load curve as well.
    element
        A tracked element: its reactive forms are closed, else its gases, else all of it. Or a group or formula of
        one, ``Cl:HCl``.
    loads
        Shares of the most that the units of the technology can run (capacity, else restart load, else load); by
        default `SHARES`. Absorbers, price, plans and usable are told at the last of them.
    technology
        Whose loads are varied; blank for that which would make most of the form at full load, and for none where an
        element is asked for as a whole.
    asked
        What may be released, t/a.

    Raises
    ------
    UsageFault
        If the element is not tracked or no good holds the form, the technology has no unit in the park, a load is no
        share from 0 to 1, or the objective is not cost.
    Infeasible, Unbounded, SolverFailure
        If not a single load has a solution, as `circnet.coupling.couple`.

    Notes
    -----
    Released is what is disposed of by any way, and surplus that nobody explains, as in the limit
    ``Settings.release_limits``; but what leaves by a stack follows the loads and is told apart: of reactive forms all
    emissions, of others those that no technology of the catalog takes.
    """
    settings = settings or Settings()
    shares = _shares(loads)
    _refuse(settings, park, technology, asked)
    target = target_of(element)
    units = units_of(park, settings, technology)
    model = build_opened(park, catalog, settings, units)
    form = form_of(model, target)
    turnover = turnover_of(model, form)
    if not technology and target != form.element:  # atoms are conserved: nobody makes an element
        technology = main_maker(units, turnover["net"])
    units = units_of(park, settings, technology)
    bench = Bench(model, units, weights_of(model, form))
    try:
        table, states = curve(bench, technology, shares if technology else (), asked)
    except NoSolution as error:
        raise explain(build(park, catalog, settings), error) from error
    top = table[table["status"] == "ok"].iloc[-1]
    share = None if np.isnan(top["load"]) else float(top["load"])
    loads_changed, told = plans(bench, turnover, technology, states[-1], asked)
    site = _site(bench, turnover, states[-1], technology, form)
    trial, state, bounds = bench, states[-1], at_load(units, technology, share)
    if site is not None:
        trial, state, bounds = _with_site(site, catalog, settings, units, (target, technology, share, asked))
    found = absorbers_of(trial, turnover_of(trial.model, form), site.helpers if site else {}, technology)
    capex = pd.Series(dtype=float) if site is None else site.capex
    absorbers, needs = tried(trial, form, state, bounds, found, capex)
    trial.original(np.arange(trial.size))
    summary = {
        "park": park.info.id, "element": element, "target": target, "technology": technology, "load": share,
        "asked": asked,
    }  # fmt: skip
    return Closing(
        summary, forms_table(model, form), table, _price(top, told, asked), absorbers, needs, loads_changed, told,
        usable(trial, state, bounds),
    )  # fmt: skip


def _shares(loads: Sequence[float] | None) -> tuple[float, ...]:
    shares = SHARES if loads is None else tuple(float(load) for load in loads)
    wrong = [f"{share:g}" for share in shares if not 0.0 <= share <= 1.0]
    if wrong:
        raise UsageFault("bad_setting", f"loads = {', '.join(wrong)}", "0 ... 1")
    return shares


def _refuse(settings: Settings, park: Park, technology: str, asked: float) -> None:
    if settings.objective != "cost":
        raise UsageFault("not_in_money", settings.objective, "cost")
    if not 0.0 <= asked < np.inf:
        raise UsageFault("bad_setting", f"limit = {asked!r}", "0 ...")
    known = sorted(set(park.units["technology"]))
    if technology and technology not in known:
        raise UsageFault("no_such_technology", technology, ", ".join(known))


def _price(row: pd.Series, plans: pd.DataFrame, asked: float) -> dict[str, object]:
    """The price at fixed loads where what is asked can be had there, else with free loads."""
    names = ["load", "limit", "cost_free", "cost_closed", "price_cny_a", "avoided", "cny_per_t", "shadow_cny_per_t"]
    if row["limit"] <= asked + RELEASED:
        return {**{name: row[name] for name in names}, "loads": "fixed"}
    found = plans.set_index("plan").reindex(["free", "cheapest"])
    free, closed = (found.loc[plan] for plan in ("free", "cheapest"))
    avoided = free["released"] - closed["released"]
    price = closed["change_cny_a"]
    values = [row["load"], asked, free["cost"], closed["cost"], price, avoided,
              price / avoided if avoided > RELEASED else np.nan, closed["shadow_cny_per_t"]]  # fmt: skip
    return {**dict(zip(names, values, strict=True)), "loads": "free"}


def _site(bench: Bench, turnover: pd.DataFrame, state: Closed, technology: str, form: Form) -> Site | None:
    """A site beside the largest maker; None where nothing is released."""
    units = bench.units
    amounts = bench.weights.released * state.closed.values[: bench.size]
    goods = pd.Series(amounts).groupby(bench.model.program.columns["commodity"]).sum()
    if goods.sum() <= RELEASED:
        return None
    loads = pd.Series(state.closed.values[bench.load], index=units["unit"])
    made = (loads * turnover["net"].reindex(loads.index).fillna(0.0)).groupby(units["enterprise"].to_numpy()).sum()
    mine = units.loc[units["technology"] == technology, "enterprise"]
    made = made[made.index.isin(mine)] if len(mine) else made
    return site_of(bench.model.case, form, units, str(made.sort_index().idxmax()), goods[goods > _TRACE * goods.sum()])


def _with_site(
    site: Site, catalog: Catalog, settings: Settings, units: pd.DataFrame, asked: tuple[str, str, float | None, float]
) -> tuple[Bench, Closed, tuple[np.ndarray, np.ndarray]]:
    """The park with a site on a bench of its own, at the load in question."""
    target, technology, share, limit = asked
    units = pd.concat([units, site.units], ignore_index=True)
    model = build_opened(site.park, catalog, settings, units)
    bench = Bench(model, units, weights_of(model, form_of(model, target)))
    bounds = at_load(units, technology, share)
    return bench, close_at(bench, bounds, limit), bounds
