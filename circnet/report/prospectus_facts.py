"""What a prospectus of a candidate plant says, as plain tables: who with whom, returns, sizes, permits, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import Model, build
from circnet.coupling.readiness.grades import LETTERS, figures, rank
from circnet.coupling.readiness.permits import hazards, permits
from circnet.coupling.result import records
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.errors import UsageFault
from circnet.gaps.candidates import Candidates, value_best
from circnet.gaps.chains import planned_in
from circnet.gaps.partners import feedstock, outlets
from circnet.gaps.plants import PREFIX, with_plants
from circnet.gaps.screen import Progress, Screen, screen
from circnet.gaps.size_curve import size_curve
from circnet.gaps.valuing import plant_at
from circnet.park import Catalog, Park
from circnet.types import GRADES

__all__ = ["Facts", "prospectus_facts"]

_IDLE = ("suspended", "closed", "idle")
_NAMES = ["id", "name_zh", "name_en"]


@dataclass(frozen=True, eq=False)
class Facts:
    """A candidate plant, told by codes and figures; `circnet.report.prospectus` has the words.

    Attributes
    ----------
    park
        ``id, name_zh, name_en, year``.
    technology
        Its row of the catalog, with ``grade`` (evidence of its figures).
    gap
        Its row of `circnet.gaps.candidates.Candidates.gaps`.
    partners
        ``side`` (supplier, customer), ``commodity, partner, inside, amount, unit, share, value, tied``, and of firms
        ``distance_km, mode, grade`` (evidence of the firm's figure) and ``number`` on the map.
    places
        ``id, name_zh, name_en, lat, lon, role`` (plant, supplier, customer, both, other), ``number, location_basis``.
    economics, curve, closes
        As `circnet.gaps`.
    permits
        ``rule, commodity`` (goods, ``;``), ``permit, barrier, lead_time_months, source``.
    hazards
        ``commodity, hazard_class, hazard, waste_class`` of goods with a danger.
    planned, idle
        Firms that plan the same, or have it standing still: ids; a plan without a firm is blank.
    unmeasured
        Goods that a firm would supply and of which the park has no purity or other quality: ids.
    goods, firms, hubs
        ``id, name_zh, name_en``; goods with ``unit, kind`` and the ``basis`` of their price, firms with ``status``.
    sources
        ``id, title, year, url`` of what the figures rest on.
    """

    park: Mapping[str, Any]
    technology: Mapping[str, Any]
    gap: Mapping[str, Any]
    partners: pd.DataFrame
    places: pd.DataFrame
    economics: pd.DataFrame
    curve: pd.DataFrame
    closes: pd.DataFrame
    permits: pd.DataFrame
    hazards: pd.DataFrame
    planned: tuple[str, ...]
    idle: tuple[str, ...]
    unmeasured: tuple[str, ...]
    goods: pd.DataFrame
    firms: pd.DataFrame
    hubs: pd.DataFrame
    sources: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """All as plain values; what is not known is None."""
        tables = ("partners", "economics", "curve", "closes", "permits", "hazards", "places", "sources")
        gap = records(pd.DataFrame([{**self.gap, "elements": ";".join(self.gap["elements"])}]))[0]
        return {
            "park": self.park["id"], "technology": self.technology["id"], "grade": self.technology["grade"], "gap": gap,
            **{name: records(getattr(self, name)) for name in tables}, "planned": list(self.planned),
            "idle": list(self.idle), "unmeasured": list(self.unmeasured),
        }  # fmt: skip


def prospectus_facts(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings | None,
    technology: str,
    points: int = 10,
    progress: Progress | None = None,
) -> Facts:
    """Find out all that a prospectus says about one technology as a new plant in a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.gaps.candidates.candidates`.
    technology
        The plant.
    points
        Of the size curve.
    progress
        Told stage and share done; what it raises stops the work.

    Raises
    ------
    UsageFault
        If the technology is unknown, ruled out here, or the park with it has no solution.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`, for the park without it.
    """
    settings = settings or Settings()
    found = screen(park, catalog, settings, (technology,), progress)
    own = found.ranked["technology"]
    if own.empty:
        barred = found.ruled_out.iloc[0]
        raise UsageFault("ruled_out_technology", technology, ": ".join(filter(None, barred[["reason", "commodity"]])))
    valued = value_best(found, settings, 1, progress)
    gap = valued.gaps.iloc[0].to_dict()
    if gap["status"] != "valued":
        raise UsageFault("no_prospectus", technology, str(gap["status"]))
    curve = size_curve(found, settings, str(gap["technology"]), points, float(gap["capacity"]), progress)
    model, point = _solved(found, settings, gap)
    return _facts(found, valued, gap, curve, model, point)


def _solved(found: Screen, settings: Settings, gap: Mapping[str, Any]) -> tuple[Model, Point]:
    case, plant = found.model.case, plant_at(found, str(gap["technology"]), float(gap["load"]))
    network, first, _ = first_state(build(with_plants(case.park, case.catalog, plant), case.catalog, settings))
    choice = choose(network, first)
    return choice.network.model, choice.point


def _facts(  # noqa: PLR0913, PLR0917
    found: Screen, valued: Candidates, gap: Mapping[str, Any], curve: pd.DataFrame, model: Model, point: Point
) -> Facts:
    catalog, park, name = model.case.catalog, found.model.case.park, str(gap["technology"])
    known = catalog.technologies.drop_duplicates("id").set_index("id").loc[name].to_dict()
    partners = _partners(model, point, name)
    places = _places(model.case.park, partners, name)
    partners = partners.assign(number=partners["partner"].map(places.set_index("id")["number"]).fillna(""))
    danger = _dangers(model, partners, name)
    needs = _permits(model, danger)
    planned = planned_in(park)
    idle = park.units[(park.units["technology"] == name) & park.units["status"].isin(_IDLE)]
    spoken = {*partners["commodity"], *valued.closes.get("commodity", ()), *needs["commodity"], known["reference"]}
    goods = catalog.commodities.drop_duplicates("id")
    cited = ";".join([str(known["source"]), *partners["source"], *needs["source"].fillna("")])
    return Facts(
        park={"id": park.info.id, "name_zh": park.info.name_zh, "name_en": park.info.name_en, "year": park.info.year},
        technology={**known, "id": name, "grade": GRADES.get(str(known["basis"]), "D")},
        gap=gap, partners=partners, places=places, economics=valued.economics, curve=curve, closes=valued.closes,
        permits=needs.drop(columns="source"), hazards=danger[danger["hazard_class"] != "none"].drop_duplicates(
            "commodity")[["commodity", "hazard_class", "hazard", "waste_class"]].reset_index(drop=True),
        planned=tuple(dict.fromkeys(planned.loc[planned["technology"] == name, "enterprise"].fillna(""))),
        idle=tuple(dict.fromkeys(idle["enterprise"])), unmeasured=_unmeasured(park, partners),
        goods=goods.loc[goods["id"].isin(spoken), [*_NAMES, "unit", "kind", "basis"]].reset_index(drop=True),
        firms=park.enterprises[[*_NAMES, "status"]].reset_index(drop=True),
        hubs=catalog.hubs[_NAMES].reset_index(drop=True), sources=_sources(park, catalog, cited),
    )  # fmt: skip


def _partners(model: Model, point: Point, technology: str) -> pd.DataFrame:
    """Who supplies and who takes, with the way between and the evidence of the firm's figure."""
    sides = {"supplier": feedstock(model, point, technology), "customer": outlets(model, point, technology)}
    table = pd.concat([part.assign(side=side) for side, part in sides.items()], ignore_index=True)
    plant = PREFIX + technology
    ends = {"supplier": ("partner", plant), "customer": (plant, "partner")}
    arcs = model.arcs.assign(amount=point.values[model.arcs["column"].to_numpy()]).sort_values(
        "amount", ascending=False
    )
    arcs = arcs.drop_duplicates(["from", "to", "commodity"])
    for side, (giver, taker) in ends.items():
        here = table["side"] == side
        table.loc[here, "from"] = table.loc[here, "partner"] if giver == "partner" else plant
        table.loc[here, "to"] = table.loc[here, "partner"] if taker == "partner" else plant
    table = table.merge(arcs[["from", "to", "commodity", "distance_km", "mode"]], on=["from", "to", "commodity"],
                        how="left").rename_axis("link").reset_index()  # fmt: skip
    rests = figures(model.case, table[table["inside"]])
    wanted = rests["link"].map(table.set_index("link")["side"]).map({"supplier": "giver", "customer": "taker"})
    rests = rests[rests["side"] == wanted]
    worst = pd.Series(rank(rests["grade"]), index=rests["link"]).groupby(level=0).max()
    cited = rests.groupby("link")["source"].agg(";".join)
    grade = table["link"].map(worst.map(dict(enumerate(LETTERS))))
    table = table.assign(grade=grade.fillna(""), source=table["link"].map(cited).fillna(""))
    order = table.assign(outside=~table["inside"], energy=~table["tied"], reverse=-table["value"])
    order = order.sort_values(["side", "energy", "outside", "reverse", "commodity"], ascending=[False, *[True] * 4])
    return table.loc[order.index].reset_index(drop=True)


def _places(park: Park, partners: pd.DataFrame, technology: str) -> pd.DataFrame:
    """Firms of the park and the plant, those that take part numbered in the order of the tables."""
    firms = park.enterprises[[*_NAMES, "lat", "lon", "location_basis"]]
    inside = partners[partners["inside"]]
    sides = {side: set(inside.loc[inside["side"] == side, "partner"]) for side in ("supplier", "customer")}
    role = np.select(
        [firms["id"] == PREFIX + technology, firms["id"].isin(sides["supplier"] & sides["customer"]),
         firms["id"].isin(sides["supplier"]), firms["id"].isin(sides["customer"])],
        ["plant", "both", "supplier", "customer"], "other",
    )  # fmt: skip
    numbers = {PREFIX + technology: "0"} | {
        firm: str(place) for place, firm in enumerate(dict.fromkeys(inside["partner"]), start=1)
    }
    return firms.assign(role=role, number=firms["id"].map(numbers).fillna("")).reset_index(drop=True)


def _dangers(model: Model, partners: pd.DataFrame, technology: str) -> pd.DataFrame:
    """Every good that the plant handles, with its danger; one that is bought or sold outside moves at the plant."""
    plant = PREFIX + technology
    links = partners[["link", "commodity", "from", "to", "mode", "inside"]].assign(mode=partners["mode"].fillna(""))
    outside = ~links["inside"]
    links = links.assign(
        **{end: links[end].where(~outside | (links[end] == plant), plant) for end in ("from", "to")}
    )  # fmt: skip
    return links.merge(hazards(model.case, links), on="link")


def _permits(model: Model, danger: pd.DataFrame) -> pd.DataFrame:
    """Permits once each, with the goods that ask for them."""
    table = permits(model.case, danger, danger)
    table = table.assign(commodity=table["link"].map(danger.set_index("link")["commodity"]))
    keys = ["rule", "permit", "barrier"]
    text = table[keys].fillna("")
    grouped = table.assign(**text, source=table["source"].fillna("")).groupby(keys, sort=False)
    goods = grouped["commodity"].agg(lambda one: ";".join(dict.fromkeys(one)))
    months, cited = grouped["lead_time_months"].max(), grouped["source"].agg(lambda one: ";".join(dict.fromkeys(one)))
    return pd.concat([goods, months, cited], axis=1).reset_index()


def _unmeasured(park: Park, partners: pd.DataFrame) -> tuple[str, ...]:
    """Goods that a firm inside would supply without a word on their quality."""
    given = partners[partners["inside"] & partners["tied"] & (partners["side"] == "supplier")]
    known = pd.MultiIndex.from_frame(park.quality[["enterprise", "commodity"]])
    told = pd.MultiIndex.from_frame(given[["partner", "commodity"]]).isin(known)
    return tuple(dict.fromkeys(given.loc[~told, "commodity"]))


def _sources(park: Park, catalog: Catalog, cited: str) -> pd.DataFrame:
    """Works cited, those of the park too, by id; an id that no table explains stands for itself."""
    ids = sorted({one.strip() for one in cited.split(";")} - {"", "nan"})
    own = park.sources if len(park.sources) else catalog.sources.iloc[:0]
    both = pd.concat([table[["id", "title", "year", "url"]] for table in (own, catalog.sources) if len(table)] or [own])
    known = both.drop_duplicates("id").set_index("id").reindex(ids).reset_index()
    year = known["year"].astype("str").str.removesuffix(".0").replace("nan", "")
    return known.assign(title=known["title"].fillna(known["id"]), url=known["url"].fillna(""), year=year.fillna(""))
