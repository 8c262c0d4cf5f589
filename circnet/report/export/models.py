"""The linear programme that is solved, as MPS and LP files, for audit with any solver."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.state import baseline, settle
from circnet.errors import Infeasible
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import model_text
from circnet.report.export.content import Content

__all__ = ["SolvedModel", "model_file", "plain_names", "solved_model"]

_LONGEST = 200
"""Letters of a name; an LP file takes 255."""


@dataclass(frozen=True)
class SolvedModel:
    """A programme and its optimum.

    Attributes
    ----------
    program
        With the links that stay open and the prices of the last round; names are as `plain_names`.
    objective
        Its optimum: the run's cost, and the penalties of what is unexplained.
    """

    program: LinearProgram
    objective: float


def solved_model(content: Content) -> SolvedModel:
    """Return the programme of the run, or of today's links alone.

    Raises
    ------
    NoSolution, SolverFailure
        As `circnet.coupling.couple`; today's links alone may have no solution.
    """
    state = settle(content.park, content.catalog, content.settings)
    point = state.point
    if content.result is None:
        before = baseline(state.network)
        if before is None:
            raise Infeasible("no solution with the links that exist", pd.DataFrame())
        point, open_arcs = before, state.network.model.arcs["existing"].to_numpy()
    else:
        open_arcs = state.open_arcs
    state.network.open_only(open_arcs)
    program = state.network.program()
    arcs = state.network.model.arcs
    fixed = arcs["fixed"].to_numpy(float)[open_arcs].sum() if "fixed" in arcs else 0.0
    program = replace(
        program, offset=program.offset + float(fixed),
        columns=program.columns.assign(name=plain_names(program.columns["name"])),
        rows=program.rows.assign(name=plain_names(program.rows["name"])),
    )  # fmt: skip
    objective = float(program.columns["cost"].to_numpy(float) @ point.values) + program.offset
    return SolvedModel(program, objective)


def model_file(content: Content, form: str) -> bytes:
    """Return the programme as ``mps`` (free) or ``lp`` text, its optimum in the first line."""
    solved = solved_model(content)
    mark = "*" if form == "mps" else "\\"
    head = f"{mark} circnet, {content.park.info.id}: CNY a year to be made small, optimum {solved.objective!r}\n"
    if content.settings.objective != "cost":
        head = head.replace("CNY a year", f"{content.settings.objective} a year")
    return head.encode("ascii", "replace") + model_text(solved.program, form)


def plain_names(names: pd.Series) -> list[str]:
    """Return names that both kinds of files take: letters, digits, ``_`` and ``.``, none twice.

    Examples
    --------
    >>> plain_names(pd.Series(["flow|a-1|b|steam", "flow|a_1|b|steam"]))
    ['flow.a_1.b.steam', 'flow.a_1.b.steam.2']
    """
    plain = names.astype("str").str.replace("|", ".", regex=False)
    plain = plain.str.replace(r"[^A-Za-z0-9_.]", "_", regex=True).str[:_LONGEST]
    plain = plain.where(plain.str.match(r"[A-DF-Za-df-z]"), "n." + plain)  # a number may begin with e
    place = plain.groupby(plain).cumcount().to_numpy() + 1
    told = np.where(place == 1, plain, plain + "." + pd.Series(place, index=plain.index).astype("str"))
    return list(told) if len(set(told)) == len(told) else [f"{name}.{i}" for i, name in enumerate(plain)]
