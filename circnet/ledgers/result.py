"""The result of an element ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from circnet.coupling.result import records
from circnet.errors import UsageFault

__all__ = ["ElementLedger"]

_NAMES = {"by_form": "forms", "by_firm": "firms"}


@dataclass(frozen=True)
class ElementLedger:
    """Where an element enters a park, what it turns into, and where it leaves; t/a of the element.

    Every table has ``state``: ``reported`` (what the park's tables say, nothing solved), ``baseline`` (existing links
    only; absent where that has no solution) and ``optimum``. ``t`` is tonnes of the element a year, ``amount`` what
    carries it, in ``unit`` a year (the same for each form that the good holds).

    Attributes
    ----------
    element, park
        Symbol; id of the park.
    summary
        ``input, output, stock, gap`` = input - output - stock, ``gap_share`` of the larger of input and output,
        ``uncertainty`` (one standard deviation of the gap, from the grades of all that enters and leaves), ``closes``
        (the gap lies within it), ``explained`` (the part of the gap that ``missing`` names), and of the reactive group
        ``reactive_made, reactive_used`` (by units), ``reactive_entering, reactive_sold, reactive_released`` (disposed
        of or lost to the surroundings), ``reactive_untaken`` (nobody takes it); ``salts_leaving``;
        ``unexplained_in, unexplained_out``.
    inputs, outputs
        ``enterprise, kind`` (purchase, port, unexplained, ambient; sale, disposal, port, unexplained, ambient, loss),
        ``partner, commodity, form, group, amount, unit, t, grade, basis, source, status``.
    internal
        ``from, to, commodity, form, group, amount, unit, t, lost, grade, basis, source, status``: between firms.
    by_firm
        ``enterprise, in, out, stock, gap, gap_share``: links to other firms count.
    by_form
        ``form, group, entering, leaving, made, used``: across the park's boundary, and by its units.
    conversions
        ``enterprise, unit, technology, from, to, t``: which form becomes which. What a unit gives off in a form that it
        took in is taken to be the same; the rest is shared in proportion.
    flows
        `circnet.coupling.throughput.STAGE_COLUMNS` with ``form, group``; ``amount`` is t of the element. From where it
        enters, through the firms, to where it leaves; a firm's gap is a flow to ``loss`` or from ``gain``.
    form_flows
        The same columns; nodes between the ends are forms (kind ``form``).
    missing
        ``kind, enterprise, unit, technology, commodity, t, in_gap, status, reason``: what explains the gap, and which
        figure is missing, the largest first. Part of the gap (``in_gap``): ``recipe`` (status of its closure;
        ``reason`` as its exceptions tell it), ``substitution`` (``reason`` is the good replaced), ``oversent`` and
        ``overreceived`` (figures that contradict each other), ``rounding`` (of the solver).
        Beside it: ``unexplained_source``, ``unexplained_sink``; ``unknown_load``,
        ``unknown_amount``, ``composition`` (NaN: not known how much).
    """

    element: str
    park: str
    summary: pd.DataFrame
    inputs: pd.DataFrame
    outputs: pd.DataFrame
    internal: pd.DataFrame
    by_firm: pd.DataFrame
    by_form: pd.DataFrame
    conversions: pd.DataFrame
    flows: pd.DataFrame
    form_flows: pd.DataFrame
    missing: pd.DataFrame

    @property
    def states(self) -> list[str]:
        """States that there are."""
        return self.summary["state"].tolist()

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("element", "park")}

    def of(self, state: str) -> Mapping[str, pd.DataFrame]:
        """The tables of one state, without the column.

        Raises
        ------
        UsageFault
            If there is no such state.
        """
        if state not in self.states:
            raise UsageFault("absent_state", state, ", ".join(self.states))
        return {
            name: table[table["state"] == state].drop(columns="state").reset_index(drop=True)
            for name, table in self.tables().items()
        }

    def to_dict(self, state: str = "optimum") -> dict[str, object]:
        """Element, the figures of one state and its tables, and the figures of every state, as plain values.

        Raises
        ------
        UsageFault
            If there is no such state.
        """
        chosen = self.of(state)
        figures = records(chosen["summary"])[0]
        rows = {_NAMES.get(name, name): records(table) for name, table in chosen.items() if name != "summary"}
        head = {"element": self.element, "park": self.park, "state": state}
        return {**head, **figures, **rows, "states": records(self.summary)}

    def to_json(self, state: str = "optimum") -> str:
        """`to_dict` as one JSON object."""
        return json.dumps(self.to_dict(state), ensure_ascii=False, allow_nan=False)
