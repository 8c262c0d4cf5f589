"""Composite curves, grand composite curve and site profiles, with the pinch and the streams behind every bend."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.i18n import t
from dashboards.studies import Study
from dashboards.theme import SIGNS, accent, family_colour, template
from dashboards.views.heat.words import BEYOND, HeatWords
from dashboards.views.wording import plotly_text

__all__ = ["CURVES", "figure", "inner_pinches"]

CURVES: Final = ("composite", "shifted", "grand", "profiles")
_NAMED: Final = 6
_MW: Final = 1e3
_SIDES: Final = {"composite": ("hot", "cold"), "shifted": ("hot_shifted", "cold_shifted"), "grand": ("grand",)}
_TIE: Final = 1e-6


def figure(found: Study, words: HeatWords, which: str, theme: str) -> go.Figure:
    """Draw one kind of curves.

    Parameters
    ----------
    which
        Of `CURVES`.

    Returns
    -------
    plotly.graph_objects.Figure
        A bend's ``customdata`` is ``[side, temperature]``: side `hot` and `cold` with true, `shifted` with shifted
        temperatures. It is blank where nothing bends.
    """
    if which == "profiles":
        traces, marks = _profiles(found, words, theme), []
    else:
        traces = [_curve(found, words, name, theme) for name in _SIDES[which]]
        traces += _levels(found, words, theme) if which == "grand" else []
        marks = _pinch_marks(found, words, which)
    drawn = go.Figure(traces)
    drawn.update_layout(
        template=template(theme), hovermode="closest", clickmode="event", dragmode=False,
        margin={"l": 8, "r": 12, "t": 8, "b": 8}, shapes=[one for one, _ in marks],
        annotations=[one for _, one in marks],
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"title": t(f"heat_axis.{'profiles' if which == 'profiles' else 'heat'}", words.lang)},
        yaxis={"title": t(f"heat_axis.{'true' if which == 'composite' else 'shifted'}", words.lang),
               "ticksuffix": " "},
        uirevision=which,
    )  # fmt: skip
    return drawn


def inner_pinches(found: Study) -> pd.DataFrame:
    """Return the pinches with heat on both sides; an end of the curves is none, though no heat passes it."""
    grand = found.tables["curves"].query("curve == 'grand'")
    at = found.tables["pinches"]
    if grand.empty:
        return at
    ends = grand["temperature_c"].max(), grand["temperature_c"].min()
    return at[~at["shifted_c"].isin(ends)].reset_index(drop=True)


def _curve(found: Study, words: HeatWords, name: str, theme: str) -> go.Scatter:
    rows = found.tables["curves"].query("curve == @name")
    rows = rows.drop_duplicates().reset_index(drop=True)
    side = name.partition("_")[0] if not name.endswith("shifted") else "shifted"
    side = "shifted" if name == "grand" else side
    bends = [_bend(found, words, name, at) for at in rows["temperature_c"]]
    hover = [
        "<br>".join([t("heatpage.point", words.lang, at=words.celsius(row["temperature_c"]),
                       heat=words.power(row["heat_kw"])), *told])
        for row, told in zip(rows.to_dict("records"), bends, strict=True)
    ]  # fmt: skip
    hot, colour = not name.startswith("cold"), accent(theme)
    if name != "grand":
        colour = family_colour("heat", theme) if hot else accent(theme)
    bent = [bool(told) for told in bends]
    return go.Scatter(
        x=rows["heat_kw"] / _MW, y=rows["temperature_c"], mode="lines+markers",
        name=t(f"heat_curve.{name}", words.lang), hoverinfo="text", hovertext=hover, meta=name,
        customdata=[[side, round(at, 6)] if real else [] for at, real in zip(rows["temperature_c"], bent, strict=True)],
        line={"color": colour, "width": 2.5, "dash": "solid" if hot else "dash"},
        marker={"size": [7 if real else 0 for real in bent], "color": colour,
                "symbol": "circle" if hot else "square", "opacity": 1.0},
    )  # fmt: skip


def _bend(found: Study, words: HeatWords, name: str, at: float) -> list[str]:
    """Return which streams begin or end at a temperature of a curve."""
    streams = found.tables["streams"]
    mine = streams[streams["shown"] & (streams["duty_kw"] > 0)]
    if name in ("hot", "cold"):
        mine = mine[mine["hot"] == (name == "hot")]
        ends = {end: mine[(mine[f"{end}_c"] - at).abs() < _TIE] for end in ("supply", "target")}
    else:
        kinks = found.tables["kinks"]
        kinks = kinks[(kinks["shifted_c"] - at).abs() < _TIE]
        kinks = kinks if name == "grand" else kinks[kinks["hot"] == name.startswith("hot")]
        keys = ["name", "enterprise", "hot"]
        ends = {end: kinks.loc[kinks["end"] == end, keys].drop_duplicates().merge(mine, on=keys)
                for end in ("supply", "target")}  # fmt: skip
    told = [
        t(f"heatpage.{end}", words.lang, stream=plotly_text(words.stream(row)),
          firm=plotly_text(words.firm(row["enterprise"])))
        for end, rows in ends.items() for row in rows.to_dict("records")
    ]  # fmt: skip
    more = len(told) - _NAMED
    return told[:_NAMED] + ([t("heatpage.more_streams", words.lang, count=more)] if more > 0 else [])


def _pinch_marks(found: Study, words: HeatWords, which: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """A line and its words for every pinch."""
    marks = []
    for row in inner_pinches(found).to_dict("records"):
        both = ("hot_c", "cold_c") if which == "composite" and pd.notna(row["hot_c"]) else ("shifted_c",)
        told = t("heatpage.pinch_at", words.lang, shifted=words.celsius(row["shifted_c"]),
                 hot=words.celsius(row["hot_c"]), cold=words.celsius(row["cold_c"]))  # fmt: skip
        for place, name in enumerate(both):
            line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": row[name], "y1": row[name],
                    "line": {"color": SIGNS["bad"], "width": 1, "dash": "dot"}}  # fmt: skip
            # to the right both composite curves lie above the pinch: there is room below the lower line
            last = place == len(both) - 1
            text = {"xref": "paper", "x": 1, "xanchor": "right", "y": row[name], "showarrow": False,
                    "yanchor": "bottom" if which == "grand" else "top", "text": told if last else "",
                    "font": {"size": 12}}  # fmt: skip
            marks.append((line, text))
    return marks


def _levels(found: Study, words: HeatWords, theme: str) -> list[go.Scatter]:
    """The grades that serve what is left, as steps beside the grand composite curve."""
    placed = found.tables["placed"]
    placed = placed[placed["duty_kw"] > _TIE]
    grand = found.tables["curves"].query("curve == 'grand'")
    if placed.empty or grand.empty:
        return []
    low, high, shift = grand["temperature_c"].min(), grand["temperature_c"].max(), found.summary["dtmin"] / 2
    traces = []
    for role, sign in (("hot", -1), ("cold", 1)):
        rows = placed[placed["role"] == role]
        rows = rows.assign(top=rows[["supply_c", "target_c"]].max(axis=1)).sort_values("top", ascending=False)
        x, y, hover = [], [], []
        at = rows["duty_kw"].sum() if role == "hot" else 0.0
        for row in rows.to_dict("records"):
            after = at + sign * row["duty_kw"]
            ends = sorted((row["supply_c"], row["target_c"]), reverse=True)
            levels = [min(max(end + sign * shift, low), high) for end in ends]
            x += [at / _MW, after / _MW, np.nan]
            y += [*levels, np.nan]
            told = t(f"heatpage.level_{role}", words.lang, grade=plotly_text(words.grade(row["utility"])),
                     heat=words.power(row["duty_kw"]))  # fmt: skip
            hover += [told, told, ""]
            at = after
        colour = family_colour("heat", theme) if role == "hot" else SIGNS["good"]
        if len(rows):
            traces.append(go.Scatter(
                x=x, y=y, mode="lines+markers", name=t(f"heat_curve.level_{role}", words.lang), hoverinfo="text",
                hovertext=hover, line={"color": colour, "width": 4}, marker={"size": 6, "symbol": "line-ns-open",
                                                                             "color": colour},
            ))  # fmt: skip
    return traces


def _profiles(found: Study, words: HeatWords, theme: str) -> list[go.Scatter]:
    """What the site can give, to the left, and needs, to the right, after each firm's own recovery."""
    profiles = found.tables["profiles"]
    if profiles.empty:
        return []
    traces = []
    for name, sign, colour in (("source", -1, family_colour("heat", theme)), ("sink", 1, accent(theme))):
        rows = profiles[(profiles["profile"] == name) & (profiles["zone"] == "")]
        rows = rows.sort_values(["shifted_c", "heat_kw"], ascending=[False, name == "source"])
        hover = [t("heatpage.point", words.lang, at=words.celsius(at), heat=words.power(heat))
                 for at, heat in zip(rows["shifted_c"], rows["heat_kw"], strict=True)]  # fmt: skip
        traces.append(go.Scatter(
            x=sign * rows["heat_kw"] / _MW, y=rows["shifted_c"], mode="lines+markers", hoverinfo="text",
            hovertext=hover, name=t(f"heat_curve.{name}", words.lang), marker={"size": 5, "color": colour},
            line={"color": colour, "width": 2.5, "dash": "solid" if name == "source" else "dash"},
        ))  # fmt: skip
    mains = found.tables["mains"]
    for row in mains[~mains["utility"].str.startswith(BEYOND)].to_dict("records"):
        given, used = -row["generated_kw"] / _MW, row["used_kw"] / _MW
        if given or used:
            told = t("heatpage.main", words.lang, grade=plotly_text(words.grade(row["utility"])),
                     given=words.power(row["generated_kw"]), used=words.power(row["used_kw"]))  # fmt: skip
            traces.append(go.Scatter(
                x=[given, used], y=[row["temperature_c"]] * 2, mode="lines+markers", hoverinfo="text",
                hovertext=[told, told], showlegend=False, name=words.grade(row["utility"]),
                line={"color": SIGNS["unknown"], "width": 2, "dash": "dot"}, marker={"size": 5},
            ))  # fmt: skip
    return traces
