"""A run that was kept as a column of a comparison: its own figures, with the catalog it was kept with."""

from __future__ import annotations

from collections.abc import Mapping

from circnet.coupling import Coupling, Settings
from circnet.park import Catalog, Park
from circnet.scenario.compare_column import Column, called, figures_of
from circnet.scenario.compare_inputs import differences
from circnet.studies.freezing import kept_catalog, kept_inputs
from circnet.workspace import Frozen

__all__ = ["PREFIX", "frozen_column"]

PREFIX = "frozen:"
"""Before the id of a kept run, where it stands among scenarios."""


def frozen_column(
    frozen: Frozen, files: Mapping[str, bytes], park: Park, catalog: Catalog, settings: Settings
) -> Column:  # fmt: skip
    """Return the kept figures of a run as a column; nothing is solved.

    Parameters
    ----------
    frozen
        The run.
    files
        The files of its catalog, by path (`circnet.workspace.Workspace.frozen_catalog`).
    park, catalog, settings
        Today's, which the inputs are told against.

    Raises
    ------
    InputFaults
        If what was kept can no longer be read.
    """
    old = kept_catalog(files)
    kept, settled = kept_inputs(frozen.inputs, old)
    column = Column(
        f"{PREFIX}{frozen.id}", {"zh": frozen.name, "en": frozen.name}, differences(park, settings, kept, settled),
        called=called(kept, old, park),
    )  # fmt: skip
    tables = {name: table for name, table in frozen.results.items() if name != "summary"}
    return figures_of(column, kept, old, settled, Coupling(summary=frozen.summary, **tables))
