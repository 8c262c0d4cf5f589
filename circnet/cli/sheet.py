"""`circnet sheet`: one coupling on one page, for a meeting of its two firms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from circnet.cli.telling import CarbonPrice, Flexible, Json, Lang, Language, MaxKm, ParksText, app, tell, told
from circnet.coupling import Settings, couple
from circnet.coupling.why.naming import known
from circnet.errors import UsageFault
from circnet.park import catalog_of, join, load_catalog, load_park
from circnet.report import console
from circnet.report.sheet import FORMS, rendered, sheet_content
from circnet.scenario import apply, find_scenario, read_scenario
from circnet.text import t


@app.command()
def sheet(
    park: ParksText,
    giver: Annotated[str, typer.Argument(metavar="FROM", help="The firm that sends: its id or name.")],
    taker: Annotated[str, typer.Argument(metavar="TO", help="The firm that receives.")],
    commodity: Annotated[str, typer.Argument(metavar="COMMODITY", help="What: its id or name.")],
    out: Annotated[Path, typer.Option(help="The file to write: .docx or .html.")],
    price: Annotated[float | None, typer.Option(help="Tell the gains at this price, CNY per unit.")] = None,
    flexible: Flexible = False,
    carbon_price: CarbonPrice = 0.0,
    max_km: MaxKm = None,
    scenario: Annotated[str, typer.Option(help="A scenario of the park by id, or a scenario file (.toml).")] = "",
    include: Annotated[str, typer.Option(help="Statuses to include, e.g. planned,suspended.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="No unexplained sources and sinks.")] = False,
    yes_no: Annotated[bool, typer.Option("--yes-no", help="Decide links exactly (mixed-integer).")] = False,
    as_json: Json = False,
    lang: Language = Lang.zh,
) -> None:
    """Write one coupling as a sheet for its two firms: worth, price band, permits, precedents, next steps."""
    with told(as_json, lang):
        form = out.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise UsageFault("sheet_file", str(out), ", ".join(f".{name}" for name in FORMS))
        statuses = tuple(word.strip() for word in include.split(",") if word.strip())
        settings = Settings(
            flexible=flexible, carbon_price=carbon_price, max_km=max_km, include=statuses, strict=strict, yes_no=yes_no
        )
        catalog = load_catalog()
        loaded = [load_park(name.strip(), catalog) for name in park.split(",") if name.strip()]
        whole, name = join(loaded), ""
        if scenario:
            read = read_scenario(find_scenario(scenario, loaded))
            whole, settings = apply(read, whole, catalog, settings)
            name = read.names.get(lang, "") or scenario
        firms, goods = whole.enterprises, catalog_of(whole, catalog).commodities
        ref = (known(firms, giver, "unknown_firm"), known(firms, taker, "unknown_firm"),
               known(goods, commodity, "unknown_commodity"))  # fmt: skip
        with console.working(t("paper.solving", lang, park=whole.info.id)):
            result = couple(whole, catalog, settings)
        content = sheet_content(whole, catalog, settings, result, ref, lang, scenario=name, price=price)
        out.write_bytes(rendered(content, form))
        report = {"file": str(out), **content.to_dict()}
        tell(report, as_json, lambda: typer.echo(t("paper.written", lang, file=out)))
