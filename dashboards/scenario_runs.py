"""What the page of scenarios asks of a process of its own: comparisons, lists for its form, scenarios, kept runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import CircnetError, InputFaults
from dashboards.progress import note
from dashboards.runs import Failure, failure_of, stamp

if TYPE_CHECKING:
    from circnet.coupling import Settings
    from circnet.park import Catalog, Park
    from circnet.scenario.building import Choice
    from circnet.scenario.compare import Comparison
    from circnet.scenario.compare_column import Column
    from circnet.scenario.reading import Scenario
    from circnet.workspace import Frozen
    from dashboards.choices import Choices

__all__ = [
    "Asked",
    "Lists",
    "book_of",
    "build_scenario",
    "compared",
    "freeze_run",
    "kept_files",
    "lists_of",
    "solve_again",
]


@dataclass(frozen=True)
class Asked:
    """A column that is asked for: the text of a scenario's file, None for the park as it is; or a kept run."""

    id: str
    content: bytes | None = None
    frozen: Frozen | None = None
    catalog: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Lists:
    """What a scenario of a park may speak of.

    Attributes
    ----------
    units, firms, goods, links, technologies
        ``id`` and what tells the state today: ``status, throughput, unit``; ``status``; ``price, unit``; nothing;
        ``unit``.
    called
        As `circnet.scenario.compare_column.Column.called`.
    scenario
        The scenario that is edited; one without changes for a new one.
    """

    units: pd.DataFrame
    firms: pd.DataFrame
    goods: pd.DataFrame
    links: pd.DataFrame
    technologies: pd.DataFrame
    called: pd.DataFrame
    scenario: Scenario


def compared(place: Path, asked: Sequence[Asked], choices: Choices) -> Comparison | Failure:
    """Put scenarios of a park side by side; one that was solved before by this process is not solved again."""
    from circnet.scenario.compare import side_by_side

    try:
        columns = []
        for done, one in enumerate(asked):
            note("solve", done, len(asked))
            if one.frozen is not None:
                columns.append(_kept(place, one, choices))
            else:
                columns.append(_column(place, stamp(place), one.id, one.content, choices))
        return side_by_side(columns)
    except (CircnetError, OSError) as error:
        return failure_of(error)


@lru_cache(maxsize=16)
def _column(place: Path, stamped: tuple[object, ...], name: str, content: bytes | None, choices: Choices) -> Column:
    from circnet.scenario.compare_column import AS_IS, Column, solved
    from circnet.scenario.reading import parse_scenario

    park, catalog, settings = _read(place, choices)
    if content is None:
        return solved(park, catalog, settings, AS_IS)
    try:
        scenario = parse_scenario(content, f"{name}.toml")
    except InputFaults as error:
        return Column(name, error=error)
    return solved(park, catalog, settings, scenario)


def _kept(place: Path, one: Asked, choices: Choices) -> Column:
    from circnet.scenario.compare_column import Column
    from circnet.studies.frozen_column import PREFIX, frozen_column

    assert one.frozen is not None  # noqa: S101  asked for as such
    try:
        return frozen_column(one.frozen, one.catalog or {}, *_read(place, choices))
    except InputFaults as error:
        name = one.frozen.name
        return Column(f"{PREFIX}{one.frozen.id}", {"zh": name, "en": name}, error=error)


def _read(place: Path, choices: Choices) -> tuple[Park, Catalog, Settings]:
    from circnet.coupling import Settings
    from circnet.park import load_catalog, load_park

    catalog = load_catalog()
    return load_park(place, catalog), catalog, choices.over(Settings())


def book_of(place: Path, asked: Sequence[Asked], choices: Choices, lang: str) -> bytes | Failure:
    """Return a comparison as a workbook."""
    from circnet.report.compare_book import compare_workbook

    found = compared(place, asked, choices)
    if isinstance(found, Failure):
        return found
    note("pack")
    park, catalog, _ = _read(place, choices)
    return compare_workbook(found, park, catalog, lang)


def lists_of(place: Path, content: bytes | None, name: str) -> Lists | Failure:
    """Return what the form of a scenario offers."""
    from circnet.park import catalog_of, load_catalog, load_park
    from circnet.scenario.compare_column import called
    from circnet.scenario.reading import parse_scenario

    try:
        catalog = load_catalog()
        park = load_park(place, catalog)
        scenario = parse_scenario(content or b"", f"{name}.toml")
        full = catalog_of(park, catalog)
        units = full.commodities.drop_duplicates("id").set_index("id")
        made = full.technologies.drop_duplicates("id").set_index("id")["reference"]
        recipes = full.recipes[full.recipes["technology"].isin(park.units["technology"])]
        named = [recipes, park.recipes, park.ports, park.links, park.markets]
        present = set(pd.concat([table["commodity"] for table in named]))
        goods = full.commodities[full.commodities["id"].isin(present)].drop_duplicates("id")
        links = park.links.assign(id=park.links["from"] + ">" + park.links["to"] + ":" + park.links["commodity"])
        unit_of = made.map(units["unit"]).fillna("")
        return Lists(
            units=park.units[["id", "status", "throughput"]].assign(unit=park.units["technology"].map(unit_of)),
            firms=park.enterprises[["id", "status"]], goods=goods[["id", "price", "unit"]],
            links=links[["id", "from", "to", "commodity"]].drop_duplicates("id"),
            technologies=unit_of.rename("unit").reset_index(), called=called(park, catalog), scenario=scenario,
        )  # fmt: skip
    except (CircnetError, OSError) as error:
        return failure_of(error)


def build_scenario(  # noqa: PLR0913, PLR0917  a task takes them in a row
    place: Path, name: str, names: tuple[str, str], notes: tuple[str, str], content: bytes | None,
    dropped: frozenset[tuple[str, str]], chosen: tuple[Choice, ...],
) -> str | Failure:  # fmt: skip
    """Return the file of a scenario put together in the form: what was there less what was dropped, and what is new."""
    from dataclasses import replace

    from circnet.park import load_catalog, load_park
    from circnet.scenario.building import built
    from circnet.scenario.reading import parse_scenario
    from circnet.scenario.writing import toml_of

    try:
        catalog = load_catalog()
        old = parse_scenario(content or b"", f"{name}.toml")
        left = tuple(action for action in old.actions if (action[0], str(action[1])) not in dropped)
        settings = {key: value for key, value in old.settings.items() if ("setting", key) not in dropped}
        told = dict(zip(("zh", "en"), names, strict=True)), dict(zip(("zh", "en"), notes, strict=True))
        made = built(chosen, load_park(place, catalog), catalog, id=name, names=told[0], notes=told[1],
                     onto=replace(old, actions=left, settings=settings))  # fmt: skip
        return toml_of(made)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def kept_files(place: Path, park_id: str) -> dict[str, bytes] | Failure:
    """Return the files of a park under another id, to be kept as one's own."""
    from circnet.exchange.keeping import files_to_keep
    from circnet.park import load_catalog

    try:
        return files_to_keep(place, load_catalog(), park_id)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def freeze_run(  # noqa: PLR0913, PLR0917  a task takes them in a row
    workspace: str, place: Path, scenario: Path | None, choices: Choices, name: str, who: str, _: str
) -> str | Failure:
    """Solve a scenario and keep the run; return its id. The last argument makes each order a new one."""
    from circnet.coupling import Settings
    from circnet.park import load_catalog, load_park
    from circnet.scenario import apply, read_scenario
    from circnet.studies.freezing import freeze
    from circnet.workspace import Workspace

    kept = Workspace(workspace)
    try:
        settings = choices.over(Settings())
        if scenario is not None:
            catalog = load_catalog()
            _, settings = apply(read_scenario(scenario), load_park(place, catalog), catalog, settings)
        return freeze(kept, place, scenario, settings, name, who).id
    except (CircnetError, OSError) as error:
        return failure_of(error)
    finally:
        kept.close()


def solve_again(workspace: str, frozen: str) -> pd.DataFrame | Failure:
    """Solve a kept run anew, and return its figures then and now."""
    from circnet.studies.freezing import again
    from circnet.workspace import Workspace

    kept = Workspace(workspace)
    try:
        return again(kept, kept.frozen_run(frozen))
    except (CircnetError, OSError) as error:
        return failure_of(error)
    finally:
        kept.close()
