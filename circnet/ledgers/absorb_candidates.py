"""Which technologies of the catalog could take a form, what each needs beside itself, and a site to try them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from circnet.coupling.case import Case
from circnet.ledgers.closing_bench import UNIT_COLUMNS
from circnet.ledgers.closing_loads import PASSES_ON, Form
from circnet.network import hub_trades
from circnet.network.freight import annuity_factor
from circnet.park import Catalog, Park

PLANT = "new-plant"
"""The firm that new technologies are tried at; a number behind it where a park has one of this name."""
TAKES = 0.05
"""Tonnes of the form per unit below which a technology is no taker; what it uses is incidental."""
_DEEP = 3
"""Steps from a taker to the makers of what it lacks, and of what those lack."""
_LARGEST = 1e7
"""Units a year of a helper whose usual size nobody states; without a limit a good price would run it for ever."""
_NEXT_STEP = 0.5
"""Units of a taker's product that a unit of the next product must use to be its next step."""


@dataclass(frozen=True)
class Site:
    """A park with a firm next to the largest maker, at which every taker of the catalog and its helpers stand ready.

    Attributes
    ----------
    park
        The park with the firm and its units.
    units
        The rows for the bench, kind ``new``: at a standstill, ``most`` the largest usual size, or as much as there is
        to take where nobody states one; ``capital`` the annuity.
    helpers
        Per taker, the technologies that may run with it.
    capex
        CNY per unit of load, by technology.
    """

    park: Park
    units: pd.DataFrame
    helpers: Mapping[str, tuple[str, ...]]
    capex: pd.Series


def takers(catalog: Catalog, form: Form) -> pd.DataFrame:
    """Return the technologies that take a form: index technology, ``takes, net`` in t per unit.

    Those that give back all they take in another good of the form (HCl synthesis) are takers too: what they give back
    may have a market. Variants are left to the units of what they vary.
    """
    table = catalog.recipes
    held = table["coefficient"] * table["commodity"].map(form.goods).fillna(0.0)
    by = pd.DataFrame({"takes": -held.clip(upper=0.0), "net": held}).groupby(table["technology"]).sum()
    own = catalog.technologies.loc[catalog.technologies["variant_of"].fillna("") == "", "id"]
    return by[by.index.isin(own) & (by["takes"] > TAKES) & (by["net"] <= PASSES_ON * by["takes"])]


def site_of(case: Case, form: Form, units: pd.DataFrame, firm: str, released: pd.Series) -> Site | None:
    """Return a site beside a firm for all takers of a form; None where the park knows no distances or takers.

    Parameters
    ----------
    case
        The park and its effective catalog; the discount rate of the annuities.
    form
        What shall be taken.
    units
        The park's own units, `UNIT_COLUMNS`.
    firm
        The firm beside which it stands.
    released
        Tonnes of the form without a taker, by good. Where an element is asked for as a whole, only what uses one of
        these goods is a taker.
    """
    park, catalog = case.park, case.catalog
    if park.info.candidates != "nearby":
        return None
    found = takers(catalog, form)
    if form.target == form.element:
        recipes = catalog.recipes
        uses = recipes[(recipes["coefficient"] < 0) & recipes["commodity"].isin(released.index)]
        found = found[found.index.isin(uses["technology"])]
    if found.empty:
        return None
    running = set(units.loc[units["kind"] == "running", "technology"])
    search = _Helpers(park, catalog, form, firm, running, set(released.index))
    helpers = {str(technology): search.of(str(technology)) for technology in sorted(found.index)}
    wanted = sorted({*helpers, *(one for group in helpers.values() for one in group)})
    table = catalog.technologies.set_index("id").reindex(wanted)
    enough = released.sum() / found["takes"].reindex(wanted)
    most = table["scale_high"].fillna(table["scale_typical"]).fillna(enough).fillna(_LARGEST).to_numpy()
    capex = table["capex_cny_per_unit"].fillna(0.0)
    annuity = capex * annuity_factor(case.settings.discount_rate, table["lifetime_a"].to_numpy(float))
    name = PLANT
    while name in set(park.enterprises["id"]):
        name += "-1"
    ids = [f"{name}-{technology}".replace("_", "-") for technology in wanted]
    rows = pd.DataFrame({
        "unit": ids, "enterprise": name, "technology": wanted, "role": "intermediate", "kind": "new", "low": 0.0,
        "high": 0.0, "least": 0.0, "most": most, "capital": annuity.to_numpy(),
    })[UNIT_COLUMNS]  # fmt: skip
    return Site(_with_plant(park, firm, name, rows), rows, helpers, capex)


def _with_plant(park: Park, firm: str, name: str, rows: pd.DataFrame) -> Park:
    beside = park.enterprises[park.enterprises["id"] == firm].assign(
        id=name, name_zh=name, name_en=name, status="operating", passes_on=False
    )
    home = beside["park"].iloc[0] if "park" in beside else ""
    units = park.units.iloc[:0].reindex(range(len(rows))).assign(
        id=rows["unit"], enterprise=name, technology=rows["technology"], role=rows["role"], park=home, status="",
        basis="estimated", grade="D", source="", note="",
    )  # fmt: skip
    return park.replace(
        enterprises=pd.concat([park.enterprises, beside], ignore_index=True),
        units=pd.concat([park.units, units[park.units.columns]], ignore_index=True).astype(park.units.dtypes.to_dict()),
    )


class _Helpers:
    """Search for what a taker needs beside itself at a site."""

    def __init__(  # noqa: PLR0917
        self, park: Park, catalog: Catalog, form: Form, firm: str, running: set[str], released: set[str]
    ) -> None:
        goods = catalog.commodities
        self._form, self._released = form, released
        self._recipes = catalog.recipes[~catalog.recipes["commodity"].isin(goods.loc[goods["kind"] == "ambient", "id"])]
        pairs = pd.DataFrame({"enterprise": firm, "commodity": goods["id"]})
        made = self._recipes[(self._recipes["coefficient"] > 0)
                             & self._recipes["technology"].isin(running)]  # fmt: skip
        self._had = set(hub_trades(park, catalog, pairs, "buy")["commodity"]) | set(made["commodity"])
        held = self._recipes["coefficient"] * self._recipes["commodity"].map(form.goods).fillna(0.0)
        self._net = held.groupby(self._recipes["technology"]).sum()
        self._takes = (-held.clip(upper=0.0)).groupby(self._recipes["technology"]).sum()
        self._makers = catalog.technologies.groupby("reference")["id"].agg(lambda ids: tuple(sorted(ids)))
        self._reference = catalog.technologies.set_index("id")["reference"]

    def of(self, technology: str) -> tuple[str, ...]:
        """Return the helpers of a taker, sorted: makers of what it lacks, converters, the next step of its product."""
        found: set[str] = set()
        layer = {technology}
        for _ in range(_DEEP):
            layer = {maker for one in sorted(layer) for maker in self._makers_for(one)} - found - {technology}
            found |= layer
        return tuple(sorted(found | self._next(technology)))

    def _makers_for(self, technology: str) -> set[str]:
        lines = self._recipes[(self._recipes["technology"] == technology) & (self._recipes["coefficient"] < 0)]
        makers: set[str] = set()
        for good in lines["commodity"]:
            known = self._makers.get(good, ())
            if good in self._released:
                continue
            if good in self._form.goods.index:
                makers |= {one for one in known if self._converts(one)}
            elif good not in self._had:
                makers |= {one for one in known if self._net.get(one, 0.0) <= TAKES}
        return makers

    def _converts(self, technology: str) -> bool:
        """Whether it turns one good of the form into another."""
        takes = self._takes.get(technology, 0.0)
        return takes > TAKES and abs(self._net.get(technology, 0.0)) <= PASSES_ON * takes

    def _next(self, technology: str) -> set[str]:
        product = self._reference.get(technology, "")
        if product in self._form.goods.index:
            return set()
        users = self._recipes[(self._recipes["commodity"] == product) & (self._recipes["coefficient"] <= -_NEXT_STEP)]
        return {one for one in users["technology"] if self._takes.get(one, 0.0) == 0 and self._net.get(one, 0.0) == 0}
