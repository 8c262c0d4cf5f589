"""The park's network as the pages use it: its links, and the elements of its graph."""

from __future__ import annotations

from dashboards.views.graph.elements import elements, is_dense
from dashboards.views.graph.links import Link, families_shown, find_link, firm_of, links_of

__all__ = ["Link", "elements", "families_shown", "find_link", "firm_of", "is_dense", "links_of"]
