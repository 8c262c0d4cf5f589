"""Where the figures of a ledger come from: grade, basis and sources of every row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case, all_lines
from circnet.ledgers.accounts import texts
from circnet.types import GRADES

__all__ = ["sourced"]

_BASES = [basis for basis in GRADES if basis]
"""From the surest basis to the least."""
_ENDS = ["from", "to", "commodity"]
_FIGURE = ["grade", "basis", "source"]


def sourced(case: Case, entries: pd.DataFrame) -> pd.DataFrame:
    """Add ``basis`` and ``source`` to entries, and ``grade`` where it is blank.

    Parameters
    ----------
    case
        The park made ready.
    entries
        `circnet.ledgers.accounts.ENTRIES`. A link that the park's tables tell of has the figures of its row, every
        other amount those of the firm's units, recipes and ports that make or use the good; the worst basis counts.
        What nobody explains is assumed.
    """
    giving = (entries["side"] == "out").to_numpy() ^ (entries["kind"] == "port").to_numpy()
    link = (entries["kind"] == "link").to_numpy() | entries["partner"].str.contains(":").to_numpy(bool)
    own = _own_figures(case).reindex(pd.MultiIndex.from_frame(entries[SIDES].assign(made=giving)))
    out = (entries["side"] == "out").to_numpy()
    ends = pd.DataFrame({
        "from": entries["enterprise"].where(out, entries["partner"]),
        "to": entries["partner"].where(out, entries["enterprise"]), "commodity": entries["commodity"],
    })  # fmt: skip
    told = _told_links(case).reindex(pd.MultiIndex.from_frame(ends))
    found = pd.DataFrame({
        name: np.where(link & told[name].notna().to_numpy(), told[name].to_numpy(object), own[name].to_numpy(object))
        for name in _FIGURE
    }, index=entries.index)  # fmt: skip
    lost = (entries["kind"] == "unexplained").to_numpy()
    found["basis"] = texts(found["basis"].where(~lost, "assumed"), "assumed")
    found["grade"] = texts(found["grade"].where(~lost, "D"), "D")
    kept = texts(entries["grade"])
    return entries.assign(
        grade=kept.where(kept != "", found["grade"]).astype("str"), basis=found["basis"].astype("str"),
        source=texts(found["source"]),
    )  # fmt: skip


def _own_figures(case: Case) -> pd.DataFrame:
    """Figures of a firm's units, recipes and ports, by (enterprise, commodity, made)."""
    lines = all_lines(case.activities, case.park, case.catalog)
    lines = lines.assign(made=lines["coefficient"] > 0)
    units = case.park.units.drop_duplicates("id").set_index("id").reindex(lines["unit"])
    named = ["technology", "commodity", "source"]
    recipes = pd.concat([case.park.recipes[named], case.catalog.recipes[named]], ignore_index=True)
    recipes = recipes.drop_duplicates(named[:2]).set_index(named[:2])["source"]
    general = recipes.reindex(pd.MultiIndex.from_frame(lines[["technology", "commodity"]])).to_numpy(object)
    special = recipes.reindex(pd.MultiIndex.from_frame(lines[["unit", "commodity"]])).to_numpy(object)
    of_load = lines.assign(
        basis=units["basis"].to_numpy(), grade=units["grade"].to_numpy(), source=units["source"].to_numpy()
    )
    of_recipe = lines.assign(grade="", source=np.where(pd.isna(special), general, special))
    ports = case.park.ports.assign(made=case.park.ports["direction"] == "supply")
    columns = [*SIDES, "made", *_FIGURE]
    table = pd.concat([part[columns] for part in (of_load, of_recipe, ports) if len(part)], ignore_index=True)
    return _worst(table, [*SIDES, "made"])


def _told_links(case: Case) -> pd.DataFrame:
    links = case.park.links
    basis = links["amount_basis"].where(links["amount_basis"].isin(_BASES), links["basis"])
    grade = links["grade"].where(basis == links["basis"], "")
    return _worst(links.assign(basis=basis, grade=grade)[[*_ENDS, *_FIGURE]], _ENDS)


def _worst(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The worst grade and basis of each key, and all its sources."""
    basis = texts(table["basis"]).where(table["basis"].isin(_BASES), "assumed")
    graded = texts(table["grade"])
    graded = graded.where(graded != "", basis.map(GRADES))
    rank = basis.map({name: place for place, name in enumerate(_BASES)})
    worst = table.assign(rank=rank, grade=graded).groupby(key).agg(rank=("rank", "max"), grade=("grade", "max"))
    named = table.assign(source=texts(table["source"]).str.split(";")).explode("source")
    named = named.assign(source=named["source"].str.strip())
    named = named[named["source"] != ""].drop_duplicates([*key, "source"]).sort_values([*key, "source"])
    sources = named.groupby(key)["source"].agg(";".join)
    sources = texts(sources.reindex(worst.index))
    return worst.assign(basis=[_BASES[place] for place in worst["rank"]], source=sources)[_FIGURE]
