"""A Sankey that draws loops: columns of nodes, ribbons between them, return flows in lanes below.

`prepare` (tables -> `Flows`) checks, stages, orders and bundles; `place` (`Flows` -> `Layout`) is geometry in pixels;
`draw` (`Flows` -> plotly figure). `figure` does all three, `table` is the download beside it.
"""

from dashboards.views.sankey.figure import draw, figure, fitting_scale
from dashboards.views.sankey.layout import Layout, place
from dashboards.views.sankey.model import ONE_SIDED, Flows, prepare, table

__all__ = ["ONE_SIDED", "Flows", "Layout", "draw", "figure", "fitting_scale", "place", "prepare", "table"]
