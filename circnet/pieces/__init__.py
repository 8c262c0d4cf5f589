"""Work in pieces that depend on nothing but their input: in this process, in others, or on a dask cluster.

Pieces may be done in any order, anywhere and again: the answer is the same to the bit. Finished ones are kept as
Parquet files of a folder; a run that stopped goes on with those that are not there.
"""

from circnet.pieces.digest import digest
from circnet.pieces.machines import Answers, Machines
from circnet.pieces.running import work

__all__ = ["Answers", "Machines", "digest", "work"]
