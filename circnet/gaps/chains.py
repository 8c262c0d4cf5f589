"""Chain charts: the stages of the catalog's chains in a park, what stands, what is planned, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.park import Park
from circnet.park.running import runs

STAGES = ("upstream", "midstream", "downstream")
PLANNED = ("planned", "building")
CHAIN_COLUMNS = [
    "chain", "stage", "technology", "product", "status", "capacity", "throughput", "load", "firms", "mark", "kind",
]  # fmt: skip


def chains(model: Model, border: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the stages of every chain of which the park runs or plans something.

    Parameters
    ----------
    model
        The park's model.
    border
        `circnet.gaps.crossing.crossing` of its settled state.
    ranked
        `circnet.gaps.screen.Screen.ranked`: which missing stages tie in with the park.

    Returns
    -------
    pandas.DataFrame
        ``chain, stage, technology, product`` (reference good), ``status`` (present, standing: suspended or closed,
        planned, missing), ``capacity, throughput`` (units a year), ``load`` (their ratio), ``firms`` (ids, ``;``),
        ``mark``: of what is present ``undersized`` (the park buys or lacks the product all the same), ``single_source``
        (one firm makes it and others inside use it), ``dead_end`` (it, or a by-product, is disposed of or
        unexplained); ``kind`` of gap: ``bottleneck`` for the undersized, ``by-product, extension, missing`` for
        missing stages that meet goods of the park, else blank. A stage missing that meets nothing is left out.
    """
    park, catalog = model.case.park, model.case.catalog
    known = catalog.technologies[catalog.technologies["role"] != "utility"]
    held = park.units[park.units["technology"].isin(known["id"])]
    rows = pd.concat([_held(held), _missing(known, held, ranked)], ignore_index=True)
    table = rows.merge(known[["id", "chain", "stage", "reference"]], left_on="technology", right_on="id")
    table = table.assign(chain=table["chain"].fillna("").str.split(";")).explode("chain")
    table = table.assign(chain=table["chain"].str.strip(), product=table["reference"])
    local = set(table.loc[table["status"] != "missing", "chain"]) - {""}
    table = table[table["chain"].isin(local)].reset_index(drop=True)
    table = table.assign(mark=_marks(table, model, border))
    table = table.assign(kind=table["kind"].where(table["mark"] != "undersized", "bottleneck"))
    table = table.assign(at=table["stage"].map({name: i for i, name in enumerate(STAGES)}).fillna(len(STAGES)))
    table = table.sort_values(["chain", "at", "technology"])
    return table[CHAIN_COLUMNS].reset_index(drop=True)


def _held(units: pd.DataFrame) -> pd.DataFrame:
    """One row per technology that the park has, in whatever state."""
    state = np.select(
        [runs(units),
         units["status"].isin(PLANNED)], ["0present", "1planned"], "2standing",
    )  # fmt: skip
    best = units.assign(state=state)
    best = best[best["state"] == best.groupby("technology")["state"].transform("min")]
    total = {"min_count": 1}
    grouped = best.groupby("technology")
    table = grouped.agg(status=("state", "first"), firms=("enterprise", lambda ids: ";".join(sorted(set(ids)))))
    capacity, throughput = (grouped[name].sum(**total) for name in ("capacity", "throughput"))
    table = table.assign(
        status=table["status"].str[1:], capacity=capacity, throughput=throughput, load=throughput / capacity, kind=""
    )
    return table.reset_index()


def _missing(known: pd.DataFrame, held: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """Technologies that the park lacks and whose goods it has on offer or wants."""
    tied = ranked[(ranked["cover"] > 0) & ~ranked["technology"].isin(held["technology"])]
    tied = tied[tied["technology"].isin(known["id"])]
    kind = np.where(tied["product"] >= tied["feed"], "missing", "extension")
    kind = np.where((tied["feed"] > 0) & (tied["loose"] >= 0.5) & (kind == "extension"), "by-product", kind)
    return pd.DataFrame({
        "technology": tied["technology"], "status": "missing", "firms": "", "capacity": np.nan, "throughput": np.nan,
        "load": np.nan, "kind": kind,
    })  # fmt: skip


def _marks(table: pd.DataFrame, model: Model, border: pd.DataFrame) -> np.ndarray:
    """What is weak about stages that are present."""
    real = border[~border["way"].isin(["idle", "link"])]
    lacked = set(real.loc[real["side"] == "wanted", "commodity"])
    loose = set(real.loc[real["way"].isin(["disposed", "unexplained"]) & (real["side"] == "offered"), "commodity"])
    lines = model.case.lines
    made, used = lines[lines["coefficient"] > 0], lines[lines["coefficient"] < 0]
    makers = made.groupby("commodity")["enterprise"].nunique()
    users = used.groupby("commodity")["enterprise"].agg(set)
    maker = made.groupby("commodity")["enterprise"].first()
    waste = model.case.catalog.commodities.set_index("id")["kind"].isin(["waste", "material", "gas"])
    dead = made[made["commodity"].isin(loose) & made["commodity"].map(waste)]["technology"]
    single = {good for good, count in makers.items() if count == 1 and users.get(good, set()) - {maker[good]}}
    present = (table["status"] == "present").to_numpy()
    return np.select(
        [present & table["product"].isin(lacked), present & table["product"].isin(single),
         present & table["technology"].isin(dead)], ["undersized", "single_source", "dead_end"], "",
    )  # fmt: skip


def planned_in(park: Park) -> pd.DataFrame:
    """Technologies that the park plans, by its units and its projects: ``technology, firm, source``."""
    units = park.units[park.units["status"].isin(PLANNED)]
    parts = [
        units[["technology", "enterprise"]].assign(source="units"),
        park.projects[["technology", "enterprise"]].assign(source="projects"),
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(technology=table["technology"].str.split(";")).explode("technology")
    table = table.assign(technology=table["technology"].fillna("").str.strip())
    return table[table["technology"] != ""].drop_duplicates().reset_index(drop=True)
