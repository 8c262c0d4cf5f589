"""Names and sentences of a prospectus in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from circnet.report.figures import money, names, quantity
from circnet.report.phrases import partner_words, word
from circnet.report.prospectus_facts import Facts
from circnet.text import t
from circnet.types import GRADES

__all__ = ["ProspectusWords"]

_MOST = 3
"""Firms asked about by name."""
_RUNNING = ("operating", "trial")
_WEAK = ("C", "D")
_MAINLY = 0.5
_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""A space between two Chinese letters, which amounts leave behind in a sentence."""
_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_ZEROS = re.compile(r"(\.\d*?)0+(?=\s|$)")


@dataclass(frozen=True)
class ProspectusWords:
    """What the codes of a candidate plant are called."""

    facts: Facts
    lang: str

    @cached_property
    def firms(self) -> dict[str, str]:
        """Names of firms by id, those without one included as ids."""
        return self._named(self.facts.firms)

    @cached_property
    def goods(self) -> dict[str, str]:
        """Names of goods by id."""
        return self._named(self.facts.goods)

    @cached_property
    def hubs(self) -> dict[str, str]:
        """Names of market hubs by id."""
        return names(self.facts.hubs, self.lang)

    def _named(self, table: pd.DataFrame) -> dict[str, str]:
        """Names by id; brackets around Chinese words are full-width ones."""
        found = names(table, self.lang)
        return {ref: _BRACKETS.sub(r"（\1）", name) for ref, name in found.items()} if self.lang == "zh" else found

    @property
    def park(self) -> str:
        """Name of the park."""
        return str(self.facts.park[f"name_{self.lang}"] or self.facts.park["name_zh"])

    @property
    def plant(self) -> str:
        """Name of the technology."""
        known = self.facts.technology
        return str(known[f"name_{self.lang}"] or known["name_zh"] or known["id"])

    def say(self, key: str, **values: object) -> str:
        """Return a text of the prospectus."""
        text = t(f"prospectus.{key}", self.lang, **values)
        return _GAP.sub("", text) if self.lang == "zh" else text

    def join(self, parts: Sequence[str]) -> str:
        """Join words with the language's comma of a list."""
        return self.say("comma").join(parts)

    def good(self, ref: str) -> str:
        """Name of a good."""
        return self.goods.get(ref, ref)

    def in_text(self, ref: str) -> str:
        """Name of a good within a sentence: small at its beginning unless it is a formula."""
        name = self.good(ref)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def partner(self, ref: str, side: str) -> str:
        """Who stands at the other end."""
        if ref == "market" and side == "supplier":
            return self.say("own_or_market")
        told = partner_words(ref, self.firms, self.hubs, self.lang)
        return self.say("disposed") if told == ref and self.lang == "zh" and ref not in self.firms else told

    def firm_list(self, refs: Sequence[str]) -> str:
        """Names of firms in a row; a plan without a firm is told so."""
        return self.join([self.firms.get(ref, ref) if ref else self.say("nobody_yet") for ref in refs])

    def amount(self, value: float, unit: str) -> str:
        """An amount with its unit."""
        return _plain(quantity(value, unit, self.lang))

    def money(self, value: float) -> str:
        """An amount of money."""
        return _plain(money(value, self.lang))

    def share(self, value: float) -> str:
        """A share in per cent; a dash where unknown."""
        return "–" if value != value else f"{value:.0%}"  # noqa: PLR0124

    def years(self, value: float) -> str:
        """A time in years; that it is never paid back where there is none."""
        return self.say("never") if value != value else self.say("years", count=value, years=f"{value:.1f}")  # noqa: PLR0124

    def change(self, avoided: float, unit: str) -> str:
        """A change of the park's accounts from what is avoided."""
        if avoided != avoided or abs(avoided) < 0.5:  # noqa: PLR0124
            return self.say("unchanged")
        return self.say("less" if avoided > 0 else "more", amount=self.amount(abs(avoided), unit))

    def grade(self, letter: str) -> str:
        """Evidence grade with its meaning."""
        return self.say("grade", grade=letter, meaning=t(f"grade.{letter}", self.lang))

    def questions(self) -> tuple[str, ...]:
        """What is still to be asked before anybody invests, the weightiest first."""
        facts, known = self.facts, self.facts.technology
        told = []
        if facts.planned:
            told.append(self.say("q_planned", who=self.firm_list(facts.planned)))
        if facts.idle:
            told.append(self.say("q_idle", who=self.firm_list(facts.idle)))
        if not known["scale_high"] > 0:
            told.append(self.say("q_no_largest"))
        if not known["capex_cny_per_unit"] > 0:
            told.append(self.say("q_no_capex"))
        told += self._running() + self._amounts("supplier") + self._amounts("customer")
        if facts.unmeasured:
            told.append(self.say("q_quality", goods=self.join([self.in_text(one) for one in facts.unmeasured])))
        told += self._outside()
        if facts.gap["energy_class"] == "below_baseline":
            told.append(self.say("q_below"))
        if known["grade"] in _WEAK:
            told.append(self.say("q_technology", grade=self.grade(str(known["grade"]))))
        places = facts.places[facts.places["role"] != "other"]
        if places["location_basis"].fillna("").str.contains("centre|assumed|approx", case=False).any():
            told.append(self.say("q_place"))
        return tuple(told)

    def _running(self) -> list[str]:
        status = self.facts.firms.set_index("id")["status"].fillna("")
        firms = self._inside("supplier")["partner"].drop_duplicates()
        doubtful = [(firm, status.get(firm, "")) for firm in firms if status.get(firm, "") not in (*_RUNNING, "")]
        return [
            self.say("q_running", firm=self.firms.get(firm, firm), state=word("state", state, self.lang))
            for firm, state in doubtful[:_MOST]
        ]

    def _amounts(self, side: str) -> list[str]:
        rows = self._inside(side)
        weak = rows[rows["grade"].isin(_WEAK)].head(_MOST)
        return [
            self.say(f"q_{side}", firm=self.partner(row["partner"], side), good=self.in_text(row["commodity"]),
                     amount=self.amount(row["amount"], row["unit"]), grade=self.grade(row["grade"]))
            for row in weak.to_dict("records")
        ]  # fmt: skip

    def _outside(self) -> list[str]:
        """What is made for itself, what the market has to take, and what nobody takes."""
        partners = self.facts.partners
        outside = partners[~partners["inside"]]
        own = outside[(outside["side"] == "supplier") & (outside["partner"] == "market")]["commodity"]
        told = [self.say("q_own", goods=self.join([self.in_text(one) for one in own]))] if len(own) else []
        sold = outside[(outside["side"] == "customer") & outside["tied"] & (outside["share"] > _MAINLY)]
        told += [
            self.say("q_market" if _is_market(row["partner"]) else "q_disposed", good=self.in_text(row["commodity"]),
                     amount=self.amount(row["amount"], row["unit"]), where=self.partner(row["partner"], "customer"))
            for row in sold.head(_MOST).to_dict("records")
        ]  # fmt: skip
        return told

    def _inside(self, side: str) -> pd.DataFrame:
        partners = self.facts.partners
        return partners[partners["inside"] & partners["tied"] & (partners["side"] == side)]

    def evidence(self) -> list[tuple[str, str]]:
        """What the figures rest on, each with the worst grade in it."""
        facts = self.facts
        rows = [(self.say("e_technology"), self.grade(str(facts.technology["grade"])))]
        for side in ("supplier", "customer"):
            grades = self._inside(side)["grade"]
            grades = grades[grades != ""]
            if len(grades):
                rows.append((self.say(f"e_{side}"), self.grade(str(grades.max()))))
        made = facts.goods.set_index("id")["basis"].get(facts.technology["reference"], "")
        rows.append((self.say("e_price"), self.grade(GRADES.get(str(made), "D"))))
        return rows


def _plain(text: str) -> str:
    """A figure without zeros behind its point."""
    return _ZEROS.sub(lambda found: "" if found[1] == "." else found[1], text)


def _is_market(partner: str) -> bool:
    return partner == "market" or partner.startswith(("hub:", "external:", "park:"))


def verdict(row: Mapping[str, Any]) -> str:
    """Whether a plant pays at central prices: ``pays`` or ``loses``."""
    return "pays" if row["saving"] > 0 else "loses"
