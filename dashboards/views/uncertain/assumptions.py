"""What the figures rest on, in plain words: what is drawn, from which range, what is held, how it is counted."""

from __future__ import annotations

import math
from dataclasses import replace

from circnet.balance.reconciliation.pedigree import PEDIGREE
from circnet.coupling import Settings
from circnet.report.figures import money
from dashboards.choices import Choices
from dashboards.i18n import section, t
from dashboards.uncertain_runs import STAGES, UncertainStudy
from dashboards.views.uncertain.rows import UncertainWords

__all__ = ["assumptions", "command"]

_TAIL = 1.645


def assumptions(study: UncertainStudy, words: UncertainWords) -> list[tuple[str, str]]:
    """Return headings and what stands under them."""
    lang, summary = words.lang, study.found.summary
    counts = study.found.inputs["kind"].value_counts()
    kinds = section("uncertain_kind", lang)
    drawn = t("figure.comma", lang).join(
        t("uncertainpage.count", lang, kind=told, count=int(counts[kind])) for kind, told in kinds.items()
        if kind in counts
    )  # fmt: skip
    ranges = t("figure.comma", lang).join(
        t("uncertainpage.grade_range", lang, grade=grade, low=f"{math.exp(-_TAIL * sigma):.2f}",
          high=f"{math.exp(_TAIL * sigma):.2f}")
        for grade, sigma in PEDIGREE.items()
    )  # fmt: skip
    values = {
        "drawn": drawn or "–", "ranges": ranges, "rho": f"{summary['rho']:g}", "samples": summary["samples"],
        "seed": summary["seed"], "method": t(f"uncertain_draw.{summary['method']}", lang),
        "keeping": money(study.keeping, lang), "share": f"{summary['robust_share']:.0%}",
        "tail": f"{1 - summary['alpha']:.0%}", "stages": STAGES,
    }  # fmt: skip
    names = ("drawn", "ranges", "together", "held", "each", "pays", "worth", "regret", "stages", "decides", "limits")
    return [(t(f"uncertain_assume.{name}", lang), t(f"uncertain_assume.{name}_told", lang, **values))
            for name in names]  # fmt: skip


def command(study: UncertainStudy, scenario: str, settings: Settings, choices: Choices) -> str:
    """Return the command that gives the same figures; blank where the command line has no such choice."""
    if replace(choices, flexible=None, carbon_price=None, max_km=None) != Choices():
        return ""
    summary = study.found.summary
    kinds = set(study.found.inputs["kind"])
    parts = ["circnet uncertain", summary["park"], f"--samples {summary['samples']}", f"--choose {STAGES}"]
    parts += ["--method sobol"] if summary["method"] == "sobol" else []
    parts += [] if {"load", "use", "port"} & kinds else ["--prices-only"]
    parts += [f"--scenario {scenario}"] if scenario else []
    parts += ["--flexible"] if settings.flexible else []
    parts += [f"--carbon-price {settings.carbon_price:g}"] if settings.carbon_price else []
    parts += [f"--max-km {settings.max_km:g}"] if settings.max_km is not None else []
    return " ".join(parts)
