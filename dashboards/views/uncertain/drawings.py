"""Figures of a run of samples: how a figure is spread, what moves the saving, sets of links side by side."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from circnet.uncertain import Uncertainty
from dashboards.i18n import t
from dashboards.theme import SIGNS, UNKNOWN, accent, template
from dashboards.views.explore.words import Scale, scale_of
from dashboards.views.uncertain.rows import UncertainWords
from dashboards.views.wording import plotly_text

__all__ = ["saving_figure", "sets_figure", "tornado", "worth_figure"]

_BINS: Final = 24
_EDGE: Final = 0.02
"""Share of the samples at either end that the outermost bars take in."""
_BARS: Final = 12
_LETTERS: Final = {"zh": 22, "en": 38}
_SETS: Final[dict[str, str]] = {"current": UNKNOWN}


def saving_figure(found: Uncertainty, words: UncertainWords, theme: str) -> go.Figure:
    """Draw how the saving of the park (or its net cost) is spread, with its quantiles and the central figure."""
    kind = found.summary["target"]
    samples = found.samples
    values = samples["saving"] + samples["saving_unexplained"] if kind == "saving" else samples["cost"]
    total = found.totals.set_index("quantity").loc["saving_total" if kind == "saving" else "cost"]
    marks = {name: total[name] for name in ("q05", "q50", "q95", "central")}
    return _spread(values, marks, t(f"uncertainpage.axis_{kind}", words.lang, unit="{unit}"), words, theme)


def worth_figure(found: Uncertainty, words: UncertainWords, theme: str, link: int) -> go.Figure:
    """Draw how the worth of a link is spread over the samples that use it."""
    values = found.uses.loc[found.uses["link"] == link, "worth"]
    row = found.links.iloc[link]
    marks = {name: row[f"worth_{name}"] for name in ("q05", "q50", "q95")}
    return _spread(values, marks, t("uncertainpage.axis_worth", words.lang, unit="{unit}"), words, theme)


def _spread(values: pd.Series, marks: dict[str, float], axis: str, words: UncertainWords, theme: str) -> go.Figure:
    """Draw counts of samples as bars; the outermost take in what lies beyond."""
    finite = values[np.isfinite(values)].to_numpy(float)
    drawn = go.Figure()
    layout: dict[str, Any] = {"template": template(theme), "showlegend": False, "bargap": 0.04,
                              "margin": {"l": 8, "r": 12, "t": 34, "b": 8}}  # fmt: skip
    if not len(finite):
        drawn.update_layout(**layout)
        return drawn
    low, high = np.quantile(finite, [_EDGE, 1.0 - _EDGE]) if len(finite) > 1 / _EDGE else (finite.min(), finite.max())
    known = [value for value in marks.values() if np.isfinite(value)]
    low, high = min([low, *known]), max([high, *known])
    high = high if high > low else low + max(abs(low), 1.0)
    counts, edges = np.histogram(
        np.clip(finite, low, high), bins=min(_BINS, max(6, len(finite) // 4)), range=(low, high)
    )
    scale = scale_of(max(abs(low), abs(high)), "CNY", words.plain)
    told = [
        t("uncertainpage.bar", words.lang, low=words.money(one), high=words.money(other), count=int(count))
        for one, other, count in zip(edges, edges[1:], counts, strict=False)
    ]
    drawn.add_bar(x=(edges[:-1] + edges[1:]) / 2 / scale.by, y=counts, width=np.diff(edges) / scale.by,
                  hovertext=told, hoverinfo="text", marker={"color": accent(theme), "opacity": 0.75})  # fmt: skip
    _mark(drawn, marks, scale, words)
    up = {"title": t("uncertainpage.axis_samples", words.lang), "rangemode": "tozero"}
    drawn.update_layout(**layout, xaxis={"title": axis.replace("{unit}", scale.unit)}, yaxis=up)
    return drawn


def _mark(drawn: go.Figure, marks: dict[str, float], scale: Scale, words: UncertainWords) -> None:
    """Draw quantiles as dashed lines and the central figure as a full one, each with its name above."""
    for name, value in marks.items():
        if not np.isfinite(value):
            continue
        full = name == "central"
        colour = SIGNS["watch"] if full else UNKNOWN
        drawn.add_shape(type="line", x0=value / scale.by, x1=value / scale.by, y0=0, y1=1, yref="paper",
                        line={"color": colour, "width": 2, "dash": "solid" if full else "dash"})  # fmt: skip
        drawn.add_annotation(x=value / scale.by, y=1, yref="paper", yanchor="bottom", showarrow=False,
                             yshift=14 if full else 0, text=t(f"uncertainpage.mark_{name}", words.lang))  # fmt: skip


def tornado(found: Uncertainty, words: UncertainWords, theme: str) -> go.Figure:
    """Draw the inputs that move the saving most, by partial rank correlation, the strongest on top."""
    rows = found.inputs[found.inputs["prcc"].notna()].head(_BARS).iloc[::-1]
    names = [words.names.input(row["kind"], row["item"]) for row in rows.to_dict("records")]
    most = _LETTERS[words.lang]
    short = [plotly_text(name if len(name) <= most else f"{name[: most - 1]}…") for name in names]
    told = [
        "<br>".join([plotly_text(name), t(
            "uncertainpage.input_told", words.lang, low=f"{row['low']:.2f}", high=f"{row['high']:.2f}",
            grade=row["grade"], prcc=f"{row['prcc']:+.2f}", spearman=f"{row['spearman']:+.2f}",
        )])
        for name, row in zip(names, rows.to_dict("records"), strict=True)
    ]  # fmt: skip
    value = rows["prcc"].to_numpy(float)
    noise = float(found.inputs["noise"].iloc[0]) if len(found.inputs) else 0.0
    colour = [SIGNS["good"] if one > 0 else SIGNS["bad"] for one in value]
    drawn = go.Figure(go.Bar(
        x=value, y=list(range(len(rows))), orientation="h", hovertext=told, hoverinfo="text",
        text=[f"{one:+.2f}" for one in value], textposition="outside", cliponaxis=False,
        marker={"color": colour, "opacity": [0.75 if abs(one) > noise else 0.3 for one in value]},
    ))  # fmt: skip
    for edge in (-noise, noise):
        drawn.add_shape(type="line", x0=edge, x1=edge, y0=0, y1=1, yref="paper",
                        line={"color": UNKNOWN, "width": 1, "dash": "dot"})  # fmt: skip
    end = min(1.15, max(0.3, 1.25 * float(np.abs(value).max(initial=0.0))))
    drawn.update_layout(
        template=template(theme), showlegend=False, bargap=0.3, margin={"l": 8, "r": 12, "t": 8, "b": 8},
        xaxis={"title": t(f"uncertainpage.axis_prcc_{found.summary['target']}", words.lang), "range": [-end, end]},
        yaxis={"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": short, "showgrid": False},
    )  # fmt: skip
    return drawn


def sets_figure(sets: pd.DataFrame, words: UncertainWords, theme: str) -> go.Figure:
    """Draw the saving of each set of links: 5 to 95 % thin, 25 to 75 % thick, the median a dot; regret a diamond."""
    rows = sets[sets["set"] != "current"].iloc[::-1].reset_index(drop=True)
    shown = ["saving_q05", "saving_q25", "saving_q50", "saving_q75", "saving_q95", "regret_mean"]
    scale = scale_of(float(np.nanmax(np.abs(rows[shown].to_numpy(float)), initial=1.0)), "CNY", words.plain)
    drawn, colour = go.Figure(), accent(theme)
    for place, row in rows.iterrows():
        for low, high, width, strength in (("q05", "q95", 3, 0.5), ("q25", "q75", 10, 0.5)):
            drawn.add_scatter(
                x=[row[f"saving_{low}"] / scale.by, row[f"saving_{high}"] / scale.by], y=[place, place], mode="lines",
                line={"color": colour, "width": width}, opacity=strength, hoverinfo="skip", showlegend=False,
            )  # fmt: skip
    for name, column, symbol, ink in (("saving", "saving_q50", "circle", colour),
                                      ("regret", "regret_mean", "diamond", SIGNS["bad"])):  # fmt: skip
        told = [f"{plotly_text(words.set(one))}: {words.money(value)}"
                for one, value in zip(rows["set"], rows[column], strict=True)]  # fmt: skip
        drawn.add_scatter(
            x=rows[column] / scale.by, y=list(range(len(rows))), mode="markers", hovertext=told, hoverinfo="text",
            marker={"size": 11, "color": ink, "symbol": symbol}, name=t(f"uncertainpage.legend_{name}", words.lang),
        )  # fmt: skip
    drawn.update_layout(
        template=template(theme), margin={"l": 8, "r": 12, "t": 8, "b": 8}, legend={"orientation": "h", "y": 1.12},
        xaxis={"title": t("uncertainpage.axis_money", words.lang, unit=scale.unit), "rangemode": "tozero"},
        yaxis={"tickmode": "array", "tickvals": list(range(len(rows))), "showgrid": False, "zeroline": False,
               "ticktext": [plotly_text(words.set(one)) for one in rows["set"]], "range": [-0.6, len(rows) - 0.4]},
    )  # fmt: skip
    return drawn
