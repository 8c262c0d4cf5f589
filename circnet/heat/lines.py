"""Lines of heat between firms: nominal diameter, pressure and heat loss, investment, from what they carry.

Hot water as `circnet.heat.pipes`. Steam is saturated at its grade's boiling point and carries its latent heat; the
smallest diameter of `data/pipes.csv` at which it is no faster than allowed and loses no more than a share of its
pressure over the route (Darcy and Weisbach, Swamee and Jain). Heat passes through the insulation alone, with a share
for supports and fittings:

    q = 2 pi lambda (T_steam - T_air) / ln(1 + 2 s / D_outer) (1 + e)    W per m
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from circnet.errors import UsageFault
from circnet.heat.pipes import PipeSettings, friction, water_mains
from circnet.park.reference import reference_table

__all__ = ["LineSettings", "size_lines", "steam_mains"]

_VISCOSITY = 1.6e-5
"""Dynamic viscosity of saturated steam at 150 to 250 C, Pa s, +- 12 % (IAPWS)."""
KW_PER_GJ_H = 1e6 / 3600


@dataclass(frozen=True)
class LineSettings:
    """Choices of steam and hot-water lines.

    Attributes
    ----------
    water
        Of hot-water pairs.
    fast_m_s, slow_m_s
        Most velocity of steam above DN 200, and up to it.
    pressure_share
        Largest loss of pressure over the route, as a share of the pressure at its beginning.
    fittings
        Share added to friction for bends and valves.
    roughness_mm, conductivity_w_mk, air_c
        Of the steam pipe's wall and insulation, and the temperature around it.
    bridges
        Share added to the heat loss of steam for supports and fittings.
    """

    water: PipeSettings = field(default_factory=PipeSettings)
    fast_m_s: float = 40.0
    slow_m_s: float = 30.0
    pressure_share: float = 0.2
    fittings: float = 0.3
    roughness_mm: float = 0.2
    conductivity_w_mk: float = 0.06
    air_c: float = 5.0
    bridges: float = 0.25


def size_lines(lines: pd.DataFrame, settings: LineSettings | None = None) -> pd.DataFrame:
    """Size lines of any heat grade.

    Parameters
    ----------
    lines
        ``grade, duty_gj_h, length_km``, one row per line (a pair of pipes, or a steam main with its condensate).
    settings
        Velocity, pressure, insulation.

    Returns
    -------
    DataFrame
        The rows in the order given with ``parallel`` (lines laid beside each other where one does not carry it),
        ``dn_mm, velocity_m_s, pressure_loss_kpa, heat_loss_kw, capex_cny``; the figures of losses and investment are
        of all parallel lines together, those of diameter and velocity of each.

    Raises
    ------
    UsageFault
        If a line carries nothing, has no length, is too long for any diameter, or its grade is none of
        `data/heat_grades.csv`.
    """
    settings = LineSettings() if settings is None else settings
    grades = reference_table("heat_grades").set_index("commodity")
    strange = sorted(set(lines["grade"]) - set(grades.index))
    if strange:
        raise UsageFault("bad_setting", f"grade = {', '.join(strange)}", ", ".join(grades.index))
    given = lines.reset_index(drop=True).join(grades, on="grade")
    given = given.assign(duty_kw=given["duty_gj_h"] * KW_PER_GJ_H)
    steam = given["latent_kj_kg"].notna()
    parts = [_water(given[~steam], settings), steam_mains(given[steam], settings)]
    sized = pd.concat([part for part in parts if len(part)] or parts).sort_index()
    kept = ["parallel", "dn_mm", "velocity_m_s", "pressure_loss_kpa", "heat_loss_kw", "capex_cny"]
    return pd.concat([lines.reset_index(drop=True), sized[kept]], axis=1)


def _water(lines: pd.DataFrame, settings: LineSettings) -> pd.DataFrame:
    table = reference_table("pipes").query("medium == 'hot_water'").set_index("dn_mm")
    pairs = lines.assign(return_c=lines[["supply_c", "target_c"]].min(axis=1),
                         supply_c=lines[["supply_c", "target_c"]].max(axis=1))  # fmt: skip
    sized = water_mains(pairs, settings.water)
    capex = table["capex_cny_per_km"].reindex(sized["dn_mm"]).to_numpy() * sized["length_km"]
    return sized.assign(parallel=1, capex_cny=capex)


def steam_mains(lines: pd.DataFrame, settings: LineSettings | None = None) -> pd.DataFrame:
    """Size mains of saturated steam.

    Parameters
    ----------
    lines
        ``duty_kw, length_km, supply_c, pressure_mpa, latent_kj_kg, vapour_kg_m3``.

    Returns
    -------
    DataFrame
        As `size_lines`.
    """
    settings = LineSettings() if settings is None else settings
    if not (lines["duty_kw"].gt(0).all() and lines["length_km"].gt(0).all()):
        raise UsageFault("bad_setting", "duty_kw, length_km", "> 0")
    table = reference_table("pipes").query("medium == 'steam'").sort_values("dn_mm", ignore_index=True)
    dn = table["dn_mm"].to_numpy(float)
    density, length = (lines[name].to_numpy(float)[:, None] for name in ("vapour_kg_m3", "length_km"))
    volume = (lines["duty_kw"] / lines["latent_kj_kg"] / lines["vapour_kg_m3"]).to_numpy(float)[:, None]
    parallel = np.maximum(np.ceil(volume / _most(dn[-1], settings)), 1.0)
    fluid = (density, _VISCOSITY / density)
    velocity, gradient = friction(volume / parallel, dn[None, :] / 1000, fluid, settings.roughness_mm)
    loss = gradient * length * 1000 * (1 + settings.fittings)
    allowed = settings.pressure_share * lines["pressure_mpa"].to_numpy(float)[:, None] * 1e6
    fits = (velocity <= np.where(dn > 200, settings.fast_m_s, settings.slow_m_s)) & (loss <= allowed)
    if not fits.any(axis=1).all():
        far = lines.loc[~fits.any(axis=1), "length_km"].iloc[0]
        raise UsageFault("bad_setting", f"length_km = {far:g}", f"pressure loss <= {settings.pressure_share:.0%}")
    chosen = fits.argmax(axis=1)
    row = np.arange(len(lines))
    outer, wool = (table[name].to_numpy(float)[chosen] for name in ("outer_mm", "insulation_mm"))
    warmth = lines["supply_c"].to_numpy(float) - settings.air_c
    watts = 2 * np.pi * settings.conductivity_w_mk * warmth / np.log1p(2 * wool / outer) * (1 + settings.bridges)
    number = parallel[:, 0]
    return lines.assign(
        parallel=number.astype(int), dn_mm=dn[chosen], velocity_m_s=velocity[row, chosen],
        pressure_loss_kpa=loss[row, chosen] / 1000, heat_loss_kw=number * watts * length[:, 0],
        capex_cny=number * table["capex_cny_per_km"].to_numpy(float)[chosen] * length[:, 0],
    )  # fmt: skip


def _most(dn_mm: float, settings: LineSettings) -> float:
    """Most volume that the largest pipe carries, m3/s."""
    return settings.fast_m_s * np.pi / 4 * (dn_mm / 1000) ** 2
