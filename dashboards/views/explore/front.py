"""The front of net cost against another objective: a figure, its finding, and the links that switch along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from circnet.report.figures import money, price
from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.theme import SIGNS, accent, template
from dashboards.views.explore.words import Scale, exchange, scale_of
from dashboards.views.wording import Wording, plotly_text

__all__ = ["Switch", "chosen_point", "corner_rows", "figure", "finding", "point_told", "switches"]


@dataclass(frozen=True)
class Switch:
    """A link that is taken up (``on``) or given up (``off``) on the way to a point."""

    change: str
    text: str
    amount: str


def objective_word(study: Study, lang: str) -> str:
    """Return what is traded against cost."""
    objective = str(study.summary["objective"])
    return section("front_of", lang).get(objective) or t("front.released", lang, what=objective)


def finding(study: Study, words: Wording) -> str:
    """Return what the front says, in a sentence."""
    lang, corners, word = words.lang, study.tables["corners"], objective_word(study, words.lang)
    if len(corners) < 2:
        return t("front.flat", lang, what=word)
    unit, knee = str(study.summary["unit"]), study.summary["knee"]
    last = corners.iloc[-1]
    most = {"avoided": words.measured(last["avoided"], unit), "extra": money(last["extra_cost"], lang)}
    if knee is None:
        return t("front.finding", lang, what=word, **most)
    row = corners.iloc[int(knee)]
    return t(
        "front.finding_knee", lang, what=word, **most, at=words.measured(row["avoided"], unit),
        cost=money(row["extra_cost"], lang), marginal=price(_or_none(row["marginal_cost"])), unit=words.unit(unit),
    )  # fmt: skip


def chosen_point(study: Study, asked: str | None) -> int:
    """Return the point that is looked at: the one asked for, else the first at or beyond the knee."""
    points, corners = study.tables["points"], study.tables["corners"]
    if asked and asked.isdecimal() and int(asked) < len(points):
        return int(asked)
    knee = study.summary["knee"]
    reached = corners["avoided"].iloc[int(knee)] if knee is not None else np.inf
    beyond = np.flatnonzero(points["avoided"].to_numpy() >= reached * (1 - 1e-9))
    return int(beyond[0]) if len(beyond) else len(points) - 1


def point_told(study: Study, words: Wording, point: int) -> str:
    """Return what a point avoids, what it costs, and what the next unit would."""
    row, unit = study.tables["points"].iloc[point], str(study.summary["unit"])
    at = _marginal(study.tables["corners"], float(row["avoided"]))
    told = {"avoided": words.measured(row["avoided"], unit), "extra": money(row["extra_cost"], words.lang)}
    if at is None:
        return t("front.point_last", words.lang, **told)
    return t("front.point", words.lang, **told, marginal=price(at), unit=words.unit(unit))


def switches(study: Study, words: Wording, point: int) -> list[Switch]:
    """Return the links that differ between the cheapest state and a point, those taken up first."""
    if point == 0:
        return []
    links = study.tables["links"]
    key = ["from", "to", "commodity", "mode"]
    flows = links[links["point"].isin([0, point])].groupby([*key, "unit", "point"], as_index=False)["amount"].sum()
    wide = flows.pivot_table(index=[*key, "unit"], columns="point", values="amount", fill_value=0.0)
    wide = wide.reindex(columns=[0, point], fill_value=0.0).reset_index()
    found = [(row[0], row[point], row) for row in wide.to_dict("records") if (row[0] > 0) != (row[point] > 0)]
    found.sort(key=lambda one: (one[1] <= 0, one[2]["commodity"], one[2]["from"], one[2]["to"]))
    return [
        Switch("on" if after > 0 else "off", exchange(words, row["from"], row["to"], row["commodity"]),
               words.amount(max(before, after), row["unit"]))
        for before, after, row in found
    ]  # fmt: skip


def corner_rows(study: Study, words: Wording) -> list[dict[str, Any]]:
    """Return the corners as rows of texts: avoided, extra cost, marginal cost on the way to the next, links."""
    unit = str(study.summary["unit"])
    return [
        {
            "avoided": words.measured(row["avoided"], unit), "extra": money(row["extra_cost"], words.lang),
            "marginal": price(_or_none(row["marginal_cost"])), "links": str(int(row["links"])),
            "knee": bool(row["knee"]),
        }
        for row in study.tables["corners"].to_dict("records")
    ]  # fmt: skip


def figure(study: Study, words: Wording, theme: str, point: int) -> go.Figure:
    """Draw the front: exact corners on a line, evenly spaced points to click, the knee and the point looked at."""
    corners, points, lang = study.tables["corners"], study.tables["points"], words.lang
    unit = str(study.summary["unit"])
    across = scale_of(float(corners["avoided"].max()), unit, words)
    up = scale_of(float(corners["extra_cost"].max()), "CNY", words)
    told = [plotly_text(point_told(study, words, place)) for place in range(len(points))]
    drawn = go.Figure([
        _line(corners, across, up, theme),
        go.Scatter(
            x=points["avoided"] / across.by, y=points["extra_cost"] / up.by, mode="markers", hoverinfo="text",
            hovertext=told, customdata=list(range(len(points))), marker={"size": 9, "color": accent(theme)},
        ),
        *_marks(study, words, across, up, point),
    ])  # fmt: skip
    drawn.update_layout(
        template=template(theme), showlegend=False, clickmode="event", margin={"l": 8, "r": 16, "t": 12, "b": 8},
        xaxis={"title": t("front.across", lang, what=objective_word(study, lang), unit=across.unit)},
        yaxis={"title": t("front.up", lang, unit=up.unit), "rangemode": "tozero"}, hovermode="closest",
    )  # fmt: skip
    return drawn


def _line(corners: pd.DataFrame, across: Scale, up: Scale, theme: str) -> go.Scatter:
    return go.Scatter(
        x=corners["avoided"] / across.by, y=corners["extra_cost"] / up.by, mode="lines+markers", hoverinfo="skip",
        line={"color": accent(theme), "width": 2}, marker={"size": 4, "color": accent(theme)},
    )  # fmt: skip


def _marks(study: Study, words: Wording, across: Scale, up: Scale, point: int) -> list[go.Scatter]:
    """The knee as a diamond with its word, the point looked at as a ring."""
    marks, knee = [], study.summary["knee"]
    if knee is not None:
        row = study.tables["corners"].iloc[int(knee)]
        marks.append(go.Scatter(
            x=[row["avoided"] / across.by], y=[row["extra_cost"] / up.by], mode="markers+text", hoverinfo="skip",
            text=[t("front.knee", words.lang)], textposition="top left",
            marker={"size": 14, "symbol": "diamond", "color": SIGNS["watch"]},
        ))  # fmt: skip
    at = study.tables["points"].iloc[point]
    ring = go.Scatter(
        x=[at["avoided"] / across.by], y=[at["extra_cost"] / up.by], mode="markers", hoverinfo="skip",
        marker={"size": 18, "symbol": "circle-open", "color": SIGNS["bad"], "line": {"width": 2}},
    )  # fmt: skip
    return [*marks, ring]


def _marginal(corners: pd.DataFrame, avoided: float) -> float | None:
    """What one more unit costs beyond a point; None at the end."""
    passed = corners[corners["avoided"] <= avoided + 1e-9 * max(1.0, abs(avoided))]
    return _or_none(passed["marginal_cost"].iloc[-1]) if len(passed) else None


def _or_none(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124
