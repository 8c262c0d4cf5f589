"""Draw what `run.py --out` wrote: ``python -m benchmarks.peers.plot IMAGE CSV [CSV ...]``."""

from __future__ import annotations

import sys

import matplotlib as mpl
import numpy as np
import pandas as pd

mpl.use("Agg")


def main(image: str, *tables: str) -> None:
    """Write the totals by tool and number of firms as a bar chart with a logarithmic axis."""
    from matplotlib import pyplot as plt

    table = pd.concat([pd.read_csv(path) for path in tables], ignore_index=True)
    table = table[np.isfinite(table["total"])]
    wide = table.pivot_table(index="tool", columns="firms", values="total", sort=False)
    axes = wide.plot.barh(logx=True, figsize=(7, 0.6 * len(wide) + 1.5), width=0.8)
    axes.invert_yaxis()
    axes.set_xlabel("processor seconds, build and solve (circnet: from tables to tables)")
    axes.set_ylabel("")
    axes.legend([f"{firms:,} firms" for firms in wide.columns], frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    plt.tight_layout()
    plt.savefig(image, dpi=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
