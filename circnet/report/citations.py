"""Sources that a run rests on."""

from __future__ import annotations

import pandas as pd

from circnet.coupling import Coupling
from circnet.park import Catalog, Park
from circnet.text import t

__all__ = ["cited"]


def cited(park: Park, catalog: Catalog, result: Coupling, lang: str) -> pd.DataFrame:
    """Return the sources that the park's tables and the catalog's rows in use name.

    Parameters
    ----------
    park, catalog
        The park and its effective catalog.
    result
        Of the run: its technologies, goods and modes decide which rows of the catalog are in use.
    lang
        Language of the tables' names.

    Returns
    -------
    pandas.DataFrame
        ``id, title, year, url, note, cited_by``: by id, ``cited_by`` names the tables; ids that no table of
        sources explains are absent.
    """
    run, goods = result.activities["technology"], result.amounts["commodity"]
    modes = pd.concat([result.flows["mode"], result.baseline_flows["mode"]])
    tables = {name: table for name, table in park.tables().items() if name != "sources"} | {
        "technologies": catalog.technologies[catalog.technologies["id"].isin(run)],
        "recipes": pd.concat([park.recipes, catalog.recipes[catalog.recipes["technology"].isin(run)]]),
        "commodities": catalog.commodities[catalog.commodities["id"].isin(goods)],
        "prices": catalog.prices[catalog.prices["commodity"].isin(goods)],
        "disposal": catalog.disposal[catalog.disposal["commodity"].isin(result.disposals["commodity"])],
        "transport": catalog.transport[catalog.transport["mode"].isin(modes)],
    }
    named = pd.concat([
        pd.DataFrame({"id": table["source"].str.split(";").explode().str.strip(), "cited_by": t(f"cited.{name}", lang)})
        for name, table in tables.items() if "source" in table and len(table)
    ] or [pd.DataFrame({"id": pd.Series(dtype="str"), "cited_by": pd.Series(dtype="str")})])  # fmt: skip
    by = named.drop_duplicates().groupby("id", sort=True)["cited_by"].agg(t("barrier.comma", lang).join).reset_index()
    return catalog.sources.drop_duplicates("id").merge(by, on="id").sort_values("id").reset_index(drop=True)
