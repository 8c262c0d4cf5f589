"""Firms and goods by id or by name."""

from __future__ import annotations

import pandas as pd

from circnet.errors import UsageFault
from circnet.park.faults import nearest


def known(table: pd.DataFrame, given: str, fault: str) -> str:
    """Return the id of a row of ``id, name_zh, name_en``.

    Raises
    ------
    UsageFault
        `fault`, with the nearest id, or all ids where none is near, if no id or name is the one given.
    """
    if given in set(table["id"]):
        return given
    for column in ("name_zh", "name_en"):
        same = table.loc[table[column].str.casefold() == given.casefold(), "id"]
        if len(same) == 1:
            return str(same.iloc[0])
    names = pd.concat([table.set_index("id")[column] for column in ("name_zh", "name_en")])
    ids = dict(zip(names.to_numpy(), names.index, strict=True)) | {name: name for name in table["id"]}
    near = nearest([given], [name for name in ids if name])[0]
    raise UsageFault(fault, given, str(ids[near]) if near else ", ".join(sorted(table["id"])[:20]))
