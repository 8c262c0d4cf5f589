"""Energy of a plant against the benchmark (标杆) and baseline (基准) levels of its product."""

from __future__ import annotations

import numpy as np

from circnet.gaps.alone import traded
from circnet.park import Catalog

_PER_T = {"kgce/t": 1e3, "kgce/kg": 1.0}


def energy_class(catalog: Catalog, technology: str, load: float) -> dict[str, object]:
    """Return what a plant uses a year and how that stands against its product's levels.

    Energy of what is used less of what is made, at the catalog's tce per unit (power at its equivalent value). Where
    several processes of a product have levels, the loosest count.

    Returns
    -------
    dict
        ``energy_tce`` (t coal equivalent a year), ``electricity_mwh``, ``energy_intensity`` (in the levels' unit),
        ``energy_unit, benchmark, baseline``, ``energy_class`` (benchmark, between, below_baseline, or blank where no
        level is known), ``high_energy`` (whether the product is on the list of energy-intensive fields).
    """
    goods = catalog.commodities.set_index("id")
    lines = traded(catalog)
    lines = lines[lines["technology"] == technology]
    tce = -(lines["coefficient"] * lines["commodity"].map(goods["tce_per_unit"]).fillna(0.0)).sum()
    power = -lines.loc[lines["commodity"].map(goods["kind"]) == "electricity", "coefficient"].sum()
    reference = catalog.technologies.set_index("id")["reference"][technology]
    levels = catalog.benchmarks[catalog.benchmarks["product"] == reference]
    found: dict[str, object] = {
        "energy_tce": float(tce) * load, "electricity_mwh": float(power) * load, "energy_intensity": np.nan,
        "energy_unit": "", "benchmark": np.nan, "baseline": np.nan, "energy_class": "",
        "high_energy": bool(len(levels)),
    }  # fmt: skip
    levels = levels[levels["unit"].isin([*_PER_T, "kWh/t"]) & levels["benchmark"].notna()]
    if levels.empty:
        return found
    unit = str(levels["unit"].iloc[0])
    level = levels[levels["unit"] == unit]
    mass = float(np.nan_to_num(goods["t_per_unit"].get(reference, 1.0), nan=1.0)) or 1.0
    used = float(power) * 1e3 / mass if unit == "kWh/t" else float(tce) * _PER_T[unit] / mass
    low, high = float(level["benchmark"].max()), float(level["baseline"].max())
    verdict = "benchmark" if used <= low else "between" if used <= high else "below_baseline"
    return found | {
        "energy_intensity": used,
        "energy_unit": unit,
        "benchmark": low,
        "baseline": high,
        "energy_class": verdict,
    }
