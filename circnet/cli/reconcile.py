"""`circnet reconcile`: measured flows that contradict each other, of a table or of a park."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from circnet.balance.reconciliation import ReconcileSettings, node_balances, reconcile, with_uncertainty
from circnet.cli.telling import Json, Lang, Language, app, tell, told
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park
from circnet.park.faults import errors_of, no_faults
from circnet.park.flows import read_measurements
from circnet.report.reconcile import reconcile_report, show_reconciled
from circnet.scenario.measured import layers_of, park_balances


class Layers(StrEnum):
    """What balances at a node."""

    commodity = "commodity"
    total = "total"
    element = "element"


@app.command(name="reconcile")
def reconcile_flows(
    source: Annotated[str, typer.Argument(metavar="PARK|FLOWS.csv", help="A park, or a table of flows (.csv).")],
    balance: Annotated[Layers, typer.Option(help="Of a table: what balances at each node.")] = Layers.commodity,
    level: Annotated[float, typer.Option(min=1e-6, max=0.5, help="Chance of a false alarm.")] = 0.05,
    negative: Annotated[bool, typer.Option("--negative", help="Flows may be negative.")] = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Reconcile measured flows by least squares, test them, and name those that cannot be right."""
    with told(as_json, lang):
        faults = no_faults()
        if Path(source).suffix.lower() == ".csv":
            table, faults = read_measurements(source)
            if len(errors_of(faults)):
                raise InputFaults(faults)
            balances = node_balances(with_uncertainty(table), _contents(table, balance, source))
        elif balance is not Layers.commodity:
            raise UsageFault("balance_of_park", balance.value, "FLOWS.csv")
        else:
            catalog = load_catalog()
            balances = park_balances(load_park(source, catalog), catalog)
        found = reconcile(balances, ReconcileSettings(level=level, non_negative=not negative))
        report = reconcile_report(found, faults, lang)
        tell(report, as_json, lambda: show_reconciled(report, Path(source).name, lang))


def _contents(table: pd.DataFrame, balance: Layers, file: str) -> pd.DataFrame | None:
    if balance is Layers.commodity:
        return None
    return layers_of(table, load_catalog() if balance is Layers.element else None, Path(file).name)
