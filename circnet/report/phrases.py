"""Codes of results in words: what stands in the way of a link, who trades, how sure a figure is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from circnet.text import keys, t

__all__ = ["barrier_words", "grade_words", "partner_words", "word"]

_CODE = re.compile(r"^(hazard|permit|status|burnt|far)(?::(.*))?$", re.DOTALL)


@cache
def word(section: str, name: str, lang: str) -> str:
    """Return the text ``section.name``, or the name itself where there is none."""
    key = f"{section}.{name}"
    return t(key, lang) if key in keys(lang) else name


def grade_words(grade: str, lang: str) -> str:
    """Return an evidence grade with its meaning; a blank stays blank."""
    return t("grade.with_meaning", lang, grade=grade, meaning=t(f"grade.{grade}", lang)) if grade else ""


def barrier_words(codes: str, firms: Mapping[str, str], goods: Mapping[str, str], lang: str) -> str:
    """Return what stands in the way of a link, in words.

    Parameters
    ----------
    codes
        As in the column ``barriers`` of `circnet.coupling.Coupling.opportunities`.
    firms, goods
        Display names by id.
    """
    found = filter(None, (code.strip() for code in codes.split(";")))
    return t("barrier.between", lang).join(_barrier(code, firms, goods, lang) for code in found)


def _barrier(code: str, firms: Mapping[str, str], goods: Mapping[str, str], lang: str) -> str:
    found = _CODE.match(code)
    if found is None:
        return code
    kind, value = found[1], found[2] or ""
    if kind == "status":
        firm, _, status = value.partition("=")
        return t("barrier.status", lang, firm=firms.get(firm, firm), status=word("state", status, lang))
    if kind == "hazard":
        words = [word("hazard", part.strip(), lang) for part in value.split(",") if part.strip()]
        return t("barrier.hazard", lang, what=t("barrier.comma", lang).join(words))
    return t(f"barrier.{kind}", lang, what=goods.get(value, value))


def partner_words(partner: str, firms: Mapping[str, str], hubs: Mapping[str, str], lang: str) -> str:
    """Return the other end of a trade: a firm, a hub, the market, the air, somebody outside, or a disposal route."""
    kind, colon, name = partner.partition(":")
    if colon and kind == "hub":
        return t("partner.hub", lang, hub=hubs.get(name, name))
    if colon and kind in ("external", "park"):
        return t("partner.external", lang, name=name)
    return firms.get(partner, word("partner", partner, lang))
