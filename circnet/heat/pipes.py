"""Hot-water pipes: diameter, pressure loss, heat loss and investment from what they carry.

The smallest nominal diameter whose friction stays under a limit (Darcy and Weisbach; friction factor by Swamee and Jain
1976, J. Hydraul. Div. ASCE 102:657-664). Heat passes through the insulation alone, ground and steel left out:

    q = 2 pi lambda (T_pipe - T_ground) / ln(D_outer / D_pipe)    W per m of one pipe

Investment per km follows the diameter as the park's hot-water mode follows its flow: at one pressure gradient the flow
goes with D^2.63 (Hazen and Williams), so a cost that goes with flow^h goes with D^(2.63 h).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.errors import UsageFault

__all__ = ["DIAMETERS_MM", "PipeSettings", "friction", "hot_water_pipes", "water_mains"]

DIAMETERS_MM = np.array([50, 65, 80, 100, 125, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1000, 1200])
"""Nominal diameters (GB/T 1047), taken as inner diameters."""
_DENSITY, _HEAT, _VISCOSITY = 971.0, 4.196, 0.365e-6
"""Water at 80 C: kg/m3, kJ/(kg K), m2/s (IAPWS)."""
_FLOW_EXPONENT = 2.63


@dataclass(frozen=True)
class PipeSettings:
    """Choices of a hot-water main.

    Attributes
    ----------
    gradient_pa_m
        Largest friction, Pa/m.
    roughness_mm
        Of the wall.
    insulation_mm, conductivity_w_mk
        Thickness and conductivity of the insulation.
    ground_c
        Temperature around the pipe, C.
    fittings
        Share added to friction for bends and valves.
    pump_efficiency
        Of pump and motor together.
    """

    gradient_pa_m: float = 70.0
    roughness_mm: float = 0.5
    insulation_mm: float = 50.0
    conductivity_w_mk: float = 0.033
    ground_c: float = 5.0
    fittings: float = 0.3
    pump_efficiency: float = 0.7


def hot_water_pipes(
    pipes: pd.DataFrame, mode: pd.Series, reference_mm: float = 450.0, settings: PipeSettings | None = None
) -> pd.DataFrame:
    """Size pairs of hot-water pipes.

    Parameters
    ----------
    pipes
        ``duty_kw, supply_c, return_c, length_km``, one row per pair.
    mode
        Row of the catalog's transport table: ``capex_cny_per_km`` holds at `reference_mm`, with `scaling_exponent`.
    reference_mm
        Diameter to which the mode's investment belongs, mm.
    settings
        Friction, insulation and others.

    Returns
    -------
    DataFrame
        The rows with ``dn_mm, velocity_m_s, pressure_loss_kpa`` (there and back), ``pump_kw, heat_loss_kw,
        loss_share`` (of the duty) and ``capex_cny``.

    Raises
    ------
    UsageFault
        If a pair does not cool, has no length, or needs more than the largest diameter.
    """
    sized = water_mains(pipes, settings)
    scale = (sized["dn_mm"] / reference_mm) ** (_FLOW_EXPONENT * mode["scaling_exponent"])
    return sized.assign(capex_cny=mode["capex_cny_per_km"] * sized["length_km"] * scale)


def water_mains(pipes: pd.DataFrame, settings: PipeSettings | None = None) -> pd.DataFrame:
    """Size pairs of hot-water pipes without their investment; as `hot_water_pipes`."""
    settings = PipeSettings() if settings is None else settings
    for name, wrong in (
        ("duty_kw", ~(pipes["duty_kw"] > 0)), ("length_km", ~(pipes["length_km"] > 0)),
        ("return_c", ~(pipes["return_c"] < pipes["supply_c"])),
    ):  # fmt: skip
        if wrong.any():
            raise UsageFault("bad_setting", f"{name} = {pipes.loc[wrong, name].iloc[0]:g}", "> 0, supply > return")
    flow = (pipes["duty_kw"] / (_HEAT * (pipes["supply_c"] - pipes["return_c"])) / _DENSITY).to_numpy()
    water = (_DENSITY, _VISCOSITY)
    velocity, gradient = friction(flow[:, None], DIAMETERS_MM[None, :] / 1000, water, settings.roughness_mm)
    fits = gradient <= settings.gradient_pa_m
    if not fits.any(axis=1).all():
        largest = float(pipes["duty_kw"].to_numpy()[~fits.any(axis=1)][0])
        raise UsageFault(
            "bad_setting", f"duty_kw = {largest:g}", f"what DN {DIAMETERS_MM[-1]} carries; lay several pairs"
        )
    chosen = fits.argmax(axis=1)
    row = np.arange(len(pipes))
    metres, dn = 1000 * pipes["length_km"].to_numpy(), DIAMETERS_MM[chosen]
    loss_pa = 2 * metres * gradient[row, chosen] * (1 + settings.fittings)
    warmth = (pipes["supply_c"] + pipes["return_c"] - 2 * settings.ground_c).to_numpy()
    per_metre = 2 * np.pi * settings.conductivity_w_mk / np.log1p(2 * settings.insulation_mm / dn)
    heat_loss = warmth * per_metre * metres / 1000
    return pipes.assign(
        dn_mm=dn, velocity_m_s=velocity[row, chosen], pressure_loss_kpa=loss_pa / 1000,
        pump_kw=loss_pa * flow / settings.pump_efficiency / 1000, heat_loss_kw=heat_loss,
        loss_share=heat_loss / pipes["duty_kw"].to_numpy(),
    )  # fmt: skip


def friction(
    flow: np.ndarray, diameter: np.ndarray, fluid: tuple[float, float] | tuple[np.ndarray, np.ndarray], rough_mm: float
) -> tuple[np.ndarray, np.ndarray]:
    """Velocity, m/s, and pressure gradient, Pa/m, of a flow in m3/s.

    `fluid` is its density, kg/m3, and kinematic viscosity, m2/s.
    """
    density, viscosity = fluid
    velocity = flow / (np.pi / 4 * diameter**2)
    reynolds = velocity * diameter / viscosity
    factor = 0.25 / np.log10(rough_mm / 1000 / (3.7 * diameter) + 5.74 / reynolds**0.9) ** 2
    return velocity, factor * density * velocity**2 / (2 * diameter)
