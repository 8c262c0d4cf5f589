"""The map: parks as circles over faint county lines, with their names, firms and what flows between parks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.i18n import t
from dashboards.theme import ACCENT, SIGNS
from dashboards.views.overview.captions import names, notes, scale_bars
from dashboards.views.overview.figures import FIGURES, Figure, grades, told, values
from dashboards.views.overview.plane import DETAIL, LINE, PROVINCE, SHEET, lines, located
from dashboards.views.overview.table import short_names
from dashboards.views.wording import plotly_text

__all__ = ["DIAMETER_PX", "province"]

DIAMETER_PX: Final = (8.0, 42.0)
"""Smallest and largest circle; below the smallest, areas no longer tell sizes apart."""
_HOLLOW_PX: Final = 11.0
_FAINT: Final = "rgba(122,130,144,0.28)"
_FIRMS_NAMED: Final = 8


def province(  # noqa: PLR0913  what is drawn, each on its own
    table: pd.DataFrame,
    figure: Figure,
    lang: str,
    *,
    firms: pd.DataFrame | None = None,
    couplings: pd.DataFrame | None = None,
    selected: str = "",
    template: Mapping[str, Any] | None = None,
) -> go.Figure:
    """Return the map of a figure.

    Parameters
    ----------
    table
        `dashboards.views.overview.table.park_table`; a park without coordinates is not drawn.
    figure
        What the area of the circles stands for.
    lang
        ``zh`` or ``en``.
    firms
        ``park, id, name_zh, name_en, lat, lon``; firms at one place share a dot, those at
        their park's own place have none.
    couplings
        Between parks: ``from_park, to_park, links, saving`` (CNY/a).
    selected
        Id of the park that is marked.
    template
        Of the theme.

    Returns
    -------
    plotly.graph_objects.Figure
        Every marker's ``customdata`` is ``[kind, id, park]``: kind ``park``, or ``firm`` for a dot of one firm.
    """
    parks = located(table.assign(value=values(table, figure), grade=grades(table, figure)))
    parks = parks[parks["x"].notna()].sort_values(["value", "park"], ascending=[False, True], ignore_index=True)
    parks = parks.assign(name=parks["park"].map(short_names(table, lang)), size=_diameters(parks["value"]))
    parks = parks.assign(hover=[_hover(row, figure, lang) for row in parks.to_dict("records")])
    traces = [*_borders(), _window_frame()]
    if couplings is not None and len(couplings):
        traces += _arcs(couplings, parks, lang)
    if firms is not None and len(firms):
        traces.append(_firms(firms, parks, lang))
    known = parks["value"].notna()
    traces += [_far_dots(parks, figure), _hollow(parks[~known]), _circles(parks[known], figure)]
    if selected in set(parks["park"]):
        traces.append(_mark(parks[parks["park"] == selected]))
    drawn = go.Figure(traces)
    drawn.update_layout(
        template=template, showlegend=False, hovermode="closest", dragmode="pan", clickmode="event",
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, annotations=[*names(parks, figure, lang), *notes(figure, lang)],
        shapes=[*_dashes(parks, figure), *scale_bars()], uirevision="map",
    )  # fmt: skip
    plain = {"visible": False, "showgrid": False, "zeroline": False}
    drawn.update_xaxes(**plain, range=[SHEET[0], SHEET[2]], constrain="domain")
    drawn.update_yaxes(**plain, range=[SHEET[1], SHEET[3]], scaleanchor="x", scaleratio=1, constrain="domain")
    return drawn


def _diameters(value: pd.Series) -> pd.Series:
    """Areas in proportion to the figure; hollow ones have a size of their own."""
    low, high = DIAMETER_PX
    largest = value.max()
    share = (value.clip(lower=0.0) / largest) if largest > 0 else value * 0.0
    return (high * np.sqrt(share)).clip(lower=low).fillna(_HOLLOW_PX).round(1)


def _borders() -> list[go.Scatter]:
    style = {"county": (_FAINT, 0.7), "prefecture": (LINE, 1.0)}
    return [
        go.Scatter(x=lines(kind)[0], y=lines(kind)[1], mode="lines", hoverinfo="skip", name=kind,
                   line={"color": colour, "width": width})
        for kind, (colour, width) in style.items()
    ]  # fmt: skip


def _window_frame() -> go.Scatter:
    """The enlarged part on the province, its frame, and the lines that join their corners."""
    west, south, east, north = (float(v) for v in DETAIL.source)
    (x0, x1), (y0, y1) = PROVINCE.place(np.array([west, east]), np.array([south, north]))
    left, bottom, right, top = DETAIL.box
    x = [x0, x1, x1, x0, x0, np.nan, left, right, right, left, left, np.nan, x1, left, np.nan, x1, left]
    y = [y0, y0, y1, y1, y0, np.nan, bottom, bottom, top, top, bottom, np.nan, y1, top, np.nan, y0, bottom]
    return go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", name="window", line={"color": LINE, "width": 1})


def _arcs(couplings: pd.DataFrame, parks: pd.DataFrame, lang: str) -> list[go.Scatter]:
    """A dashed bow per pair of parks, as wide as it saves; in the enlargement if both ends lie in it."""
    where = parks.set_index("park")
    rows = couplings[couplings["from_park"].isin(where.index) & couplings["to_park"].isin(where.index)]
    rows = rows[rows["from_park"] != rows["to_park"]].sort_values(["from_park", "to_park"])
    most = rows["saving"].max()
    traces = []
    for row in rows.to_dict("records"):
        ends = where.loc[[row["from_park"], row["to_park"]]]
        axes = ("x", "y") if ends["enlarged"].all() else ("x_province", "y_province")
        x, y = _bow(ends[list(axes)].to_numpy(float))
        width = 1.5 + 2.0 * (row["saving"] / most if most > 0 else 0.0)
        start, end = map(plotly_text, ends["name"])
        hover = t("overview_map.arc", lang, start=start, end=end, links=int(row["links"]), count=int(row["links"]),
                  saving=told(float(row["saving"]), FIGURES["saving"], lang, yearly=True))  # fmt: skip
        traces.append(go.Scatter(
            x=x, y=y, mode="lines", name="arc", hoverinfo="text", hovertext=hover,
            customdata=[["arc", f"{row['from_park']}>{row['to_park']}", row["from_park"]]] * len(x),
            line={"color": ACCENT, "width": width, "dash": "dash"},
        ))  # fmt: skip
    return traces


def _bow(ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A quadratic curve that leaves the straight line by a sixth of its length, to the left of its direction."""
    a, b = ends
    along = b - a
    control = (a + b) / 2 + np.array([-along[1], along[0]]) / 3
    s = np.linspace(0.0, 1.0, 25)[:, None]
    curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * control + s**2 * b
    return curve[:, 0].round(1), curve[:, 1].round(1)


def _firms(firms: pd.DataFrame, parks: pd.DataFrame, lang: str) -> go.Scatter:
    """A dot per place; a firm that carries its park's coordinates has no place of its own that is known."""
    where = located(firms.sort_values(["park", "id"]))
    centre = pd.MultiIndex.from_frame(parks[["park", "lat", "lon"]])
    own = ~pd.MultiIndex.from_frame(where[["park", "lat", "lon"]]).isin(centre)
    where = where[where["x"].notna() & own]
    name = where[f"name_{lang}"].fillna("")
    where = where.assign(name=name.where(name != "", where["name_zh"].fillna("")).map(plotly_text))
    dots = where.groupby(["park", "lat", "lon"], sort=True).agg(
        x=("x", "first"), y=("y", "first"), ids=("id", list), names=("name", list)
    )
    rows = dots.reset_index().to_dict("records")
    data = [["firm", row["ids"][0], row["park"]] if len(row["ids"]) == 1 else ["park", row["park"], row["park"]]
            for row in rows]  # fmt: skip
    return go.Scatter(
        x=dots["x"].to_numpy(), y=dots["y"].to_numpy(), mode="markers", name="firms", customdata=data, hoverinfo="text",
        hovertext=[_listed(row["names"], lang) for row in rows],
        marker={"size": 4, "color": SIGNS["unknown"], "opacity": 0.9},
    )  # fmt: skip


def _listed(names: list[str], lang: str) -> str:
    more = len(names) - _FIRMS_NAMED
    shown = names[:_FIRMS_NAMED] + ([t("overview_map.more_firms", lang, count=more)] if more > 0 else [])
    return "<br>".join(shown)


def _far_dots(parks: pd.DataFrame, figure: Figure) -> go.Scatter:
    """Parks of the enlargement as dots on the province, so that one sees where they are."""
    near = parks[parks["enlarged"]]
    return _markers(near, "dots", ("x_province", "y_province"), {"size": 4, "color": figure.colour, "opacity": 0.9})


def _hollow(parks: pd.DataFrame) -> go.Scatter:
    marker = {"size": _HOLLOW_PX, "symbol": "circle-open", "color": SIGNS["unknown"], "line": {"width": 1.5}}
    return _markers(parks, "hollow", ("x", "y"), marker)


def _circles(parks: pd.DataFrame, figure: Figure) -> go.Scatter:
    fill = [_rgba(figure.colour, 0.28 if grade == "D" else 0.62) for grade in parks["grade"]]
    edge = [figure.colour if grade != "D" else "rgba(0,0,0,0)" for grade in parks["grade"]]
    return _markers(parks, "parks", ("x", "y"), {"size": parks["size"].to_numpy(), "color": fill, "opacity": 1.0,
                                                 "line": {"width": 1.2, "color": edge}})  # fmt: skip


def _markers(parks: pd.DataFrame, name: str, axes: tuple[str, str], marker: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        x=parks[axes[0]].to_numpy(), y=parks[axes[1]].to_numpy(), mode="markers", name=name, marker=marker,
        customdata=[["park", park, park] for park in parks["park"]], hovertext=parks["hover"].tolist(),
        hoverinfo="text",
    )  # fmt: skip


def _mark(parks: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=parks["x"].to_numpy(),
        y=parks["y"].to_numpy(),
        mode="markers",
        name="selected",
        hoverinfo="skip",
        marker={"size": parks["size"].to_numpy() + 10, "symbol": "circle-open", "color": ACCENT, "line": {"width": 3}},
    )


def _dashes(parks: pd.DataFrame, figure: Figure) -> list[dict[str, Any]]:
    """A dashed edge around each circle whose figure is graded D: markers cannot have one."""
    unsure = parks[(parks["grade"] == "D") & parks["value"].notna()]
    return [
        {"type": "circle", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": row["x"], "yanchor": row["y"],
         "x0": -row["size"] / 2, "x1": row["size"] / 2, "y0": -row["size"] / 2, "y1": row["size"] / 2, "layer": "above",
         "line": {"color": figure.colour, "width": 1.5, "dash": "dash"}}
        for row in unsure.to_dict("records")
    ]  # fmt: skip


def _hover(row: Mapping[str, Any], figure: Figure, lang: str) -> str:
    """Name, figure, how sure, where from, which year."""
    named = plotly_text(row[f"name_{lang}"] or row["park"])
    if row["status"] != "done":
        return f"<b>{named}</b><br>{t('overview_status.' + row['status'], lang)}"
    told_figure = t("overview_map.figure", lang, figure=t(f"overview_figure.{figure.name}", lang),
                    value=told(row["value"], figure, lang, yearly=figure.unit != "share"))  # fmt: skip
    said = [f"<b>{named}</b>", told_figure, t(f"overview_basis.{figure.name}", lang)]
    if row["grade"]:
        said.insert(2, t("overview_map.grade", lang, grade=row["grade"], meaning=t(f"grade.{row['grade']}", lang)))
    if row["year"] == row["year"]:  # noqa: PLR0124
        said.append(t("overview_map.year", lang, year=int(row["year"])))
    return "<br>".join(said)


def _rgba(colour: str, alpha: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({','.join(map(str, parts))},{alpha})"
