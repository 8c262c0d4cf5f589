"""The coupling model of a park: sets, arcs, offers and the linear programme made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from circnet.coupling import families
from circnet.coupling.block import Block, assemble
from circnet.coupling.case import Case, prepare, with_accepted
from circnet.coupling.offers import trade_offers
from circnet.coupling.settings import OBJECTIVES, Settings
from circnet.errors import UsageFault
from circnet.keys import name_of
from circnet.lp import LinearProgram
from circnet.network import candidate_arcs
from circnet.park import Catalog, Park


@dataclass(frozen=True)
class Model:
    """The programme of a park with all candidate arcs open.

    Attributes
    ----------
    case
        The sets.
    arcs
        Candidate arcs; ``arc`` is the name of the flow column, ``column`` its position.
    offers
        Trades open to each firm.
    program
        The linear programme under the chosen objective.
    """

    case: Case
    arcs: pd.DataFrame
    offers: pd.DataFrame
    program: LinearProgram

    @cached_property
    def first_balance(self) -> int:
        """Position of the first balance row; the others follow in the order of the case's ``sides``."""
        first = self.case.row_names.head(1).to_numpy()
        return int(np.argmax(self.program.rows["name"].to_numpy() == first)) if len(first) else 0

    def column(self, field: str) -> np.ndarray:
        """One attribute of the columns (``cost``, ``worth``, ``co2_t`` ...) as an array."""
        return self.program.columns[field].to_numpy(float)

    @property
    def money(self) -> np.ndarray:
        """Real cost per unit of each column, CNY: the carbon price counts, penalties do not."""
        return self.column("real_cost")


def build(park: Park, catalog: Catalog, settings: Settings, extra: Block | None = None) -> Model:
    """Build the model of a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`.
    extra
        Columns and rows laid on top (taps at the ends of a link, say).

    Raises
    ------
    UsageFault
        If the objective is neither one of `OBJECTIVES` nor a form that a good of the catalog holds, or a limit is set
        on something that none holds.
    """
    sets = sets_of(park, catalog, settings)
    return modelled(sets, named(arcs_of(sets.case)), extra)


@dataclass(frozen=True)
class Sets:
    """A case with what firms may take in place of something else: ``substitutes`` and higher grades of ``heat``."""

    case: Case
    substitutes: pd.DataFrame
    heat: pd.DataFrame


def sets_of(park: Park, catalog: Catalog, settings: Settings) -> Sets:
    """Prepare the sets of the model, balance rows of substitutes among them."""
    case = prepare(park, catalog, settings)
    substitutes, heat = families.substitute_offers(case), families.heat_offers(case)
    return Sets(with_accepted(case, pd.concat([substitutes, heat], ignore_index=True)), substitutes, heat)


def modelled(sets: Sets, arcs: pd.DataFrame, extra: Block | None = None) -> Model:
    """Build the model over some arcs (as `named` returns them); raises as `build`."""
    case, substitutes, heat = sets.case, sets.substitutes, sets.heat
    offers = trade_offers(case)
    outlets = [families.trades(case, offers), families.unexplained(case, offers)]
    firms = [families.run_units(case), families.equipment(case), families.balances(case), families.run_ports(case)]
    blocks = [
        *firms,
        families.links(case, arcs),
        families.substitutions(case, substitutes),
        families.downgrades(case, heat),
        *outlets,
        families.quality(case, arcs, offers.loc[offers["trade"] == "buy", ["name", "enterprise", "commodity"]]),
        families.release_limits(case, pd.concat([block.columns for block in outlets], ignore_index=True)),
        families.balance_limits(case, substitutes),
    ]
    columns, rows, coefficients = assemble([*blocks, extra] if extra is not None else blocks)
    program = LinearProgram(under_objective(columns, case), rows, coefficients)
    first = sum(len(block.columns) for block in firms)
    return Model(case, arcs.assign(column=first + np.arange(len(arcs))), offers, program)


def arcs_of(case: Case) -> pd.DataFrame:
    """Candidate arcs of the case."""
    settings = case.settings
    return candidate_arcs(
        case.park, case.catalog, case.suppliers, takers(case), settings.discount_rate, settings.max_km
    )


def takers(case: Case) -> pd.DataFrame:
    """Who can take what: ``enterprise, commodity``."""
    return case.side("demand")[["enterprise", "commodity"]]


def named(arcs: pd.DataFrame) -> pd.DataFrame:
    """Arcs with the names of their flow columns, ``arc``."""
    name = name_of("flow", arcs["from"], arcs["to"], arcs["commodity"], arcs["mode"].fillna(""))
    if name.duplicated().any():
        tier = name.groupby(name).cumcount().astype("str")  # arcs given by hand may come in tiers of cost
        name = name.where(tier == "0", name + "|" + tier)
    return arcs.assign(arc=name)


def under_objective(columns: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Put the chosen objective on the columns; unexplained amounts come last under every objective."""
    real = columns["cost"] + case.settings.carbon_price * columns["co2_t"]
    first = objective_of(columns, case, real)
    return columns.assign(real_cost=real, objective=first, cost=first + columns["penalty"])


def objective_of(columns: pd.DataFrame, case: Case, real: pd.Series) -> pd.Series:
    """Weight of each column in the objective, without penalties."""
    objective = case.settings.objective
    fields = dict(zip(OBJECTIVES, (None, "co2_t", "waste_t", "water_m3"), strict=True))
    if objective in fields:
        return real if objective == "cost" else columns[fields[objective]]
    try:
        return families.released(columns, case, objective)
    except UsageFault:
        raise UsageFault("unknown_objective", objective, ", ".join(OBJECTIVES)) from None
