"""What other parks run: a technology that stands elsewhere is likelier to be missing here."""

from __future__ import annotations

from functools import cache

import pandas as pd

from circnet.park import Park
from circnet.park.reference import builtin_folder
from circnet.park.running import runs


@cache
def _standing() -> pd.DataFrame:
    """Running units of the built-in parks: ``folder, enterprise, technology``."""
    files = sorted(builtin_folder("parks").glob("*/units.csv"))
    tables = [pd.read_csv(file, dtype="str", keep_default_na=False).assign(folder=file.parent.name) for file in files]
    table = pd.concat(tables, ignore_index=True)
    table = table.assign(throughput=pd.to_numeric(table["throughput"], errors="coerce"))
    return table.loc[runs(table), ["folder", "enterprise", "technology"]].reset_index(drop=True)


def precedents(park: Park, bases: pd.Series) -> pd.Series:
    """Return by technology how many other built-in parks run it or a variant of it.

    A built-in park that shares a firm with this one, be it under another name, is no other park.

    Parameters
    ----------
    park
        The park.
    bases
        By technology: what it is a variant of, or itself.
    """
    table = _standing()
    same = table.loc[table["enterprise"].isin(park.enterprises["id"]), "folder"]
    table = table[~table["folder"].isin(same)]
    own = table["technology"]
    family = own.map(bases).astype("str").where(own.isin(bases.index), own)
    count = table.assign(family=family).groupby("family")["folder"].nunique()
    return bases.map(count).astype("float64").fillna(0.0)
