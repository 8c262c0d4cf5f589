"""Built-in parks solved once in a process: tests look at one run from many sides, and change nothing in it."""

from functools import cache

from circnet.coupling import Coupling, couple
from circnet.park import Park, join, load_catalog, load_park


@cache
def park_of(*names: str) -> Park:
    """A built-in park, or some of them joined."""
    parks = [load_park(name, load_catalog()) for name in names]
    return parks[0] if len(parks) == 1 else join(parks)


@cache
def coupled(*names: str) -> Coupling:
    """The couplings of `park_of`, by the plain settings."""
    return couple(park_of(*names), load_catalog())
