"""Candidate plants valued: the optimum of the park with each, less the optimum without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from circnet.coupling.result import records
from circnet.coupling.settings import Settings
from circnet.gaps.economics import returns
from circnet.gaps.screen import Progress, Screen, screen
from circnet.gaps.valuing import valued
from circnet.park import Catalog, Park
from circnet.pieces import Machines, digest, work


@dataclass(frozen=True)
class Candidates:
    """New plants that a park could do with, best first.

    Attributes
    ----------
    summary
        ``park, candidates, proved`` (technologies that add nothing whatever their size, by reduced cost),
        ``ruled_out``, ``net_cost`` (CNY/a without a new plant).
    gaps
        ``rank, technology, kind`` (missing, by-product, extension, bottleneck), ``status`` (valued, or why not),
        ``enterprise, host, capacity, load`` (units of the reference good a year), ``unit, covers`` (share of the
        feedstock from inside, by value), ``products_inside``, ``saving`` (optimum without it less optimum with
        it, its annuity paid), ``value_here`` (the same), ``value_alone`` (at a market hub), ``adds`` (the
        difference), ``place`` (what neighbours add, as it ranks: `circnet.gaps.screen.Screen.ranked`), ``capex,
        annuity, npv, irr,
        payback_a, co2, waste, water`` (avoided in the park's accounts, t, t and m3 a year), ``energy_tce,
        electricity_mwh`` (used a year), ``energy_class, high_energy, score, evidence, signs, points_to``
        (`circnet.gaps.screen.Screen.ranked`), and ``elements``.
    feedstock, products
        ``technology, commodity, partner, inside, amount, unit, share, value``: from whom, to whom.
    economics
        `circnet.gaps.economics.returns`: low, central, high.
    ranked, ruled_out
        As `circnet.gaps.screen.Screen`.
    """

    summary: Mapping[str, object]
    gaps: pd.DataFrame
    feedstock: pd.DataFrame
    products: pd.DataFrame
    economics: pd.DataFrame
    closes: pd.DataFrame
    ranked: pd.DataFrame
    ruled_out: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "summary"}

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; each gap carries its closes, partners and economics."""
        parts = {name: records(getattr(self, name)) for name in ("closes", "feedstock", "products", "economics")}
        rows = records(self.gaps.drop(columns="elements", errors="ignore"))
        elements = self.gaps["elements"].tolist() if len(self.gaps) else []
        for row, found in zip(rows, elements, strict=True):
            own = {
                name: [part for part in table if part["technology"] == row["technology"]]
                for name, table in parts.items()
            }
            row |= {name: [_bare(part) for part in table] for name, table in own.items()}
            row["elements"] = list(found)
        tables = {"ranked": records(self.ranked), "ruled_out": records(self.ruled_out)}
        return {**self.summary, "gaps": rows, **tables}


def _bare(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "technology"}


def candidates(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    top: int = 10,
    technologies: tuple[str, ...] = (),
    progress: Progress | None = None,
    machines: Machines | None = None,
) -> Candidates:
    """Value every technology of the catalog as a new plant in a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective is cost.
    top
        How many of the best are valued by a full re-solve.
    technologies
        Look at these alone; none for all.
    progress
        Told stage and share done; what it raises stops the work.
    machines
        Where candidates are valued; in this process if absent.

    Returns
    -------
    Candidates
        In the order of `circnet.gaps.screen.Screen.ranked`.

    Raises
    ------
    UsageFault
        If the objective is not cost or a technology is unknown; and as `circnet.pieces.work`.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`, for the park without new plants.
    """
    settings = settings or Settings()
    return value_best(screen(park, catalog, settings, technologies, progress), settings, top, progress, machines)


def value_best(  # noqa: PLR0913, PLR0917
    found: Screen, settings: Settings, top: int = 10, progress: Progress | None = None, machines: Machines | None = None
) -> Candidates:
    """Value the first ``top`` of a ranking, each by a full re-solve of the park with it written in.

    Each is a piece of `circnet.pieces.work`, whose errors come too; ``progress`` is told stage ``value``.
    """
    if progress is not None:
        progress("value", 0.6)
    case, places = found.model.case, range(min(top, len(found.ranked)))
    answers = work(
        valued, (found, settings), {place: place for place in places}, machines or Machines(),
        lambda: {"inputs": digest([case.park.replace(path=""), case.catalog, found.ranked, found.plants, settings])},
        None if progress is None else lambda share: progress("value", 0.6 + 0.4 * share),
    )  # fmt: skip
    names = answers[0] if answers else ()
    return _read(
        found, settings, {name: pd.concat([one[name] for one in answers], ignore_index=True) for name in names}
    )


def _read(found: Screen, settings: Settings, tables: dict[str, pd.DataFrame]) -> Candidates:
    catalog = found.model.case.catalog
    nothing = pd.DataFrame()
    gaps, economics = tables.get("gaps", nothing), nothing
    if len(gaps):
        run = gaps.assign(size=gaps["load"], gain=gaps["saving"] + gaps["annuity"])
        economics = returns(run, catalog, settings.discount_rate)
        central = economics[economics["case"] == "central"].set_index("technology")
        gaps = gaps.assign(
            **{name: central[name].reindex(gaps["technology"]).to_numpy() for name in ("npv", "irr", "payback_a")},
            elements=[tuple(text.split(";")) if text else () for text in gaps["elements"]],
        )
    summary = {
        "park": found.model.case.park.info.id, "candidates": len(found.ranked),
        "proved": int(found.ranked["proved"].sum()), "ruled_out_count": len(found.ruled_out),
        "net_cost": found.point.total,
    }  # fmt: skip
    return Candidates(
        summary, gaps, tables.get("feedstock", nothing), tables.get("products", nothing), economics,
        tables.get("closes", nothing), found.ranked, found.ruled_out,
    )  # fmt: skip
