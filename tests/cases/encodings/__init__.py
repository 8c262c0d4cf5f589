"""Published cases written as park folders, each in several plausible ways.

Each module holds functions ``inputs -> CasePark`` and a dict ``ENCODINGS``: case -> way of writing -> function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.casefolders import CasePark
from tests.cases.encodings import blending, fertilizer, inventory, process, transport, water

CASES: dict[str, dict[str, Callable[[dict[str, Any]], CasePark]]] = (
    transport.ENCODINGS
    | blending.ENCODINGS
    | process.ENCODINGS
    | inventory.ENCODINGS
    | fertilizer.ENCODINGS
    | water.ENCODINGS
)
