"""The plan of a park: who can heat whom, drawn as arrows between firms; no map is fetched.

Many firms carry only the coordinates of their zone; firms at one place stand in a ring around it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from circnet.network.boundaries import project
from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.theme import SIGNS, accent, family_colour, template
from dashboards.views.heat.rows import paying
from dashboards.views.heat.words import HeatWords
from dashboards.views.wording import plotly_text

__all__ = ["MOST_ARROWS", "figure", "spots"]

MOST_ARROWS: Final = 12
"""How many pairs are drawn; the list has all."""
_RING: Final = 0.30
"""Radius of the fullest ring, as a share of the distance of the nearest places."""
_ALONE_KM: Final = 1.0
_WIDTH_PX: Final = (1.5, 4.5)
_MIDDLE: Final = 10
_LETTERS: Final = {"zh": 10, "en": 20}
"""Longest name beside a mark; the whole one is told when it is pointed at."""
_SYMBOLS: Final = ("square", "diamond", "circle", "triangle-up", "triangle-down", "x")
_STRENGTHS: Final = (1.0, 0.85, 0.7, 0.6, 0.5, 0.45)


def spots(found: Study) -> pd.DataFrame:
    """Return where the firms with heat streams stand on the plan.

    Returns
    -------
    DataFrame
        ``enterprise, x, y`` (km), ``place`` (number of the place they share), ``angle`` (in its ring, NaN alone),
        ``known`` (whether the place is known).
    """
    firms = sorted(set(found.tables["streams"]["enterprise"]))
    table = pd.DataFrame({"enterprise": firms}).merge(found.tables["places"], on="enterprise", how="left")
    x, y = project(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    table = table.assign(x=x, y=y, known=~np.isnan(x))
    span, near = _span(table), _nearest(table)
    lost = ~table["known"]
    if lost.any():  # beside all others, at a place of their own
        right = table["x"].max() + span if table["known"].any() else 0.0
        table.loc[lost, ["x", "y"]] = [right, table["y"].mean() if table["known"].any() else 0.0]
    place = table.groupby([table["x"].round(3), table["y"].round(3)], sort=True).ngroup()
    many, rank = place.groupby(place).transform("size"), place.groupby(place).cumcount()
    angle = (np.pi / 2 - 2 * np.pi * rank / many).where(many > 1)
    radius = _RING * near * np.sqrt(many / many.max())
    return table.assign(
        place=place, angle=angle, x=table["x"] + (radius * np.cos(angle)).fillna(0.0),
        y=table["y"] + (radius * np.sin(angle)).fillna(0.0),
    )[["enterprise", "x", "y", "place", "angle", "known"]]  # fmt: skip


def _span(table: pd.DataFrame) -> float:
    """How far the places lie apart, km; something where there is one alone."""
    at = table[table["known"]]
    if at.empty:
        return _ALONE_KM
    return max(float(at["x"].max() - at["x"].min()), float(at["y"].max() - at["y"].min()), _ALONE_KM)


def _nearest(table: pd.DataFrame) -> float:
    """How near the nearest two places lie, km, but no nearer than a third of how far all lie apart."""
    points = table.loc[table["known"], ["x", "y"]].drop_duplicates().to_numpy(float)
    if len(points) < 2:
        return _ALONE_KM
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    return max(float(apart[apart > 0].min()), _span(table) / 3)


def figure(found: Study, run: ParkRun, words: HeatWords, theme: str) -> go.Figure:
    """Draw the plan.

    Returns
    -------
    plotly.graph_objects.Figure
        An arrow's ``meta`` and the ``customdata`` of its points is ``pair:<id>``, as the rows of the list have it; of
        firms it is ``firm:<id>``.
    """
    where = spots(found)
    drawn = paying(found).head(MOST_ARROWS)
    traces = [
        *_rings(where),
        *_arrows(drawn, where, found, words, theme),
        _firms(where, found, words, theme),
    ]
    plan = go.Figure(traces)
    plan.update_layout(
        template=template(theme), hovermode="closest", dragmode="pan", clickmode="event",
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, uirevision="plan",
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        shapes=_bar(where), annotations=[*_bar_told(where), *_zones(where, run, words)],
    )  # fmt: skip
    pad = 0.32 * max(_extent(where), _ALONE_KM)
    plain = {"visible": False, "showgrid": False, "zeroline": False, "constrain": "domain"}
    if len(where):
        plan.update_xaxes(**plain, range=[where["x"].min() - pad, where["x"].max() + pad])
        plan.update_yaxes(**plain, range=[where["y"].min() - pad, where["y"].max() + pad], scaleanchor="x",
                          scaleratio=1)  # fmt: skip
    return plan


def _extent(where: pd.DataFrame) -> float:
    return float(max(where["x"].max() - where["x"].min(), where["y"].max() - where["y"].min())) if len(where) else 0.0


def _rings(where: pd.DataFrame) -> list[go.Scatter]:
    """A faint ring around each place that several firms share."""
    traces = []
    turn = np.linspace(0, 2 * np.pi, 61)
    for _, rows in where[where["angle"].notna()].groupby("place", sort=True):
        x, y = rows["x"].mean(), rows["y"].mean()
        radius = float(np.hypot(rows["x"] - x, rows["y"] - y).max())
        traces.append(go.Scatter(
            x=x + radius * np.cos(turn), y=y + radius * np.sin(turn), mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": "rgba(122,130,144,0.35)", "width": 1}, name="ring",
        ))  # fmt: skip
    return traces


def _zones(where: pd.DataFrame, run: ParkRun, words: HeatWords) -> list[dict[str, Any]]:
    """The name of each ring, below it and below the name of a firm that stands there."""
    zone = run.enterprises.drop_duplicates("id").set_index("id")["zone"]
    told = []
    for _, rows in where[where["angle"].notna()].groupby("place", sort=True):
        names = sorted({words.plain.zones.get(str(one), "") for one in rows["enterprise"].map(zone).dropna()} - {""})
        text = words.comma(names) if rows["known"].all() else t("heat_plan.nowhere", words.lang)
        told.append({
            "x": rows["x"].mean(), "y": rows["y"].min(), "yshift": -22, "yanchor": "top", "showarrow": False,
            "text": plotly_text(text), "font": {"size": 12, "color": SIGNS["unknown"]},
        })  # fmt: skip
    return told


def _arrows(pairs: pd.DataFrame, where: pd.DataFrame, found: Study, words: HeatWords, theme: str) -> list[go.Scatter]:
    """A bow per pair: wide as its heat, strong and marked in its middle by its grade, dashed where evidence is weak."""
    at = where.set_index("enterprise")[["x", "y"]]
    order = found.tables["grades"].sort_values("supply_c", ascending=False)["name"].tolist()
    most, told, traces = float(pairs["gj"].max()) if len(pairs) else 1.0, set(), []
    for row in pairs.to_dict("records"):
        x, y = _bow(at.loc[[row["from"], row["to"]]].to_numpy(float))
        rank = min(order.index(row["carried"]) if row["carried"] in order else len(order), len(_SYMBOLS) - 1)
        width = _WIDTH_PX[0] + (_WIDTH_PX[1] - _WIDTH_PX[0]) * np.sqrt(row["gj"] / most)
        count = len(x)
        size, symbol = np.zeros(count), np.array(["circle"] * count, dtype=object)
        size[_MIDDLE], symbol[_MIDDLE] = 9, _SYMBOLS[rank]
        size[-1], symbol[-1] = 12, "arrow"
        traces.append(go.Scatter(
            x=x, y=y, mode="lines+markers", opacity=_STRENGTHS[rank], hoverinfo="text", meta=f"pair:{row['id']}",
            hovertext=_arrow_told(row, words), customdata=[f"pair:{row['id']}"] * count,
            name=words.grade(row["carried"]), legendgroup=row["carried"], showlegend=row["carried"] not in told,
            line={"color": family_colour("heat", theme), "width": round(width, 1),
                  "dash": "dash" if row["grade"] == "D" else "solid"},
            marker={"size": size, "symbol": symbol.tolist(), "angleref": "previous",
                    "color": family_colour("heat", theme), "opacity": 1.0},
        ))  # fmt: skip
        told.add(row["carried"])
    return traces


def _arrow_told(row: dict[str, Any], words: HeatWords) -> str:
    lines = [
        t("heat_plan.arrow", words.lang, start=words.firm(row["from"]), end=words.firm(row["to"])),
        t("heat_plan.carries", words.lang, grade=words.grade(row["carried"]), heat=words.yearly(row["gj"]),
          km=words.plain.distance(row["route_km"])),
        t("heat_plan.worth", words.lang, worth=words.plain.money(row["worth_cny"])),
        t("heat_plan.grade", words.lang, grade=row["grade"], told=t(f"grade.{row['grade']}", words.lang)),
    ]  # fmt: skip
    return plotly_text("\n".join(lines))


def _bow(ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve that leaves the straight line by an eighth of its length and stops short of both ends."""
    a, b = ends
    along = b - a
    control = (a + b) / 2 + np.array([-along[1], along[0]]) / 4
    s = np.linspace(0.04, 0.95, 2 * _MIDDLE + 1)[:, None]
    curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * control + s**2 * b
    return curve[:, 0].round(4), curve[:, 1].round(4)


def _firms(where: pd.DataFrame, found: Study, words: HeatWords, theme: str) -> go.Scatter:
    """Firms as marks: full where heat is left over, hollow where it is needed, a diamond where both."""
    table = found.tables["by_grade"]
    table = table[~table["commodity"].str.startswith("@")] if len(table) else table
    totals = (
        table.pivot_table(index="enterprise", columns="direction", values="gj", aggfunc="sum") if len(table) else None
    )
    symbols, hover, colours = [], [], []
    for firm in where["enterprise"]:
        has = {} if totals is None or firm not in totals.index else totals.loc[firm].dropna().to_dict()
        gives, needs = has.get("supply", 0.0), has.get("demand", 0.0)
        symbols.append("diamond" if gives and needs else "circle" if gives else "square-open")
        colours.append(family_colour("heat", theme) if gives else accent(theme))
        told = [t(f"heat_plan.{name}", words.lang, heat=words.yearly(value))
                for name, value in (("gives", gives), ("needs", needs)) if value]  # fmt: skip
        hover.append("<br>".join([f"<b>{plotly_text(words.plain.firm(firm))}</b>", *told]))
    return go.Scatter(
        x=where["x"], y=where["y"], mode="markers+text",
        text=[plotly_text(_cut(words.firm(one), words.lang)) for one in where["enterprise"]],
        textposition=[_side(one) for one in where["angle"]], hoverinfo="text", hovertext=hover, showlegend=False,
        customdata=[f"firm:{one}" for one in where["enterprise"]], name="firms", cliponaxis=False,
        marker={"size": 11, "symbol": symbols, "color": colours, "line": {"width": 2, "color": colours}},
    )  # fmt: skip


def _cut(name: str, lang: str) -> str:
    most = _LETTERS[lang]
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _side(angle: float) -> str:
    """Where a name stands: outside the ring."""
    if np.isnan(angle):
        return "top center"
    if abs(np.cos(angle)) < 0.3:
        return "top center" if np.sin(angle) > 0 else "bottom center"
    return "middle right" if np.cos(angle) > 0 else "middle left"


def _length(where: pd.DataFrame) -> float:
    """A round length for the scale bar, about a fifth of the plan, km."""
    wanted = max(_extent(where), _ALONE_KM) / 5
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(max(one * power for one in (1.0, 2.0, 5.0) if one * power <= wanted * 1.0001))


def _bar(where: pd.DataFrame) -> list[dict[str, Any]]:
    if where.empty:
        return []
    pad = 0.26 * max(_extent(where), _ALONE_KM)
    left, low = where["x"].min() - pad, where["y"].max() + pad
    return [{"type": "line", "x0": left, "x1": left + _length(where), "y0": low, "y1": low,
             "line": {"color": SIGNS["unknown"], "width": 2}}]  # fmt: skip


def _bar_told(where: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {"x": bar["x0"], "y": bar["y0"], "text": f"{_length(where):g} km", "showarrow": False, "xanchor": "left",
         "yanchor": "bottom", "font": {"size": 12}}
        for bar in _bar(where)
    ]  # fmt: skip
