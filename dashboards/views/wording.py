"""Names, figures and codes of a run in the words of a language."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from circnet.coupling.result import OBJECTIVE_UNITS
from circnet.report.figures import money, names, quantity
from dashboards.i18n import section, t
from dashboards.runs import ParkRun

__all__ = ["Wording", "known", "plotly_text", "short_name", "wording_of"]

_CODE = re.compile(r"^(hazard|permit|status|burnt|far)(?::(.*))?$")
_FORMS = re.compile(
    r"[(（][^()（）]*[)）]|集团股份|股份有限公司|有限责任公司|有限公司|分公司$|\b(?:Co\.?|Ltd\.?|Inc\.?)(?=[\s,]|$)"
)
_HAZARDS = 3


def known(value: object) -> float | None:
    """Return a number, or None where it is blank; what is noise of the solver is zero."""
    if value is None or value == "" or value != value:  # noqa: PLR0124  NaN is not itself
        return None
    number = float(value)  # type: ignore[arg-type]
    return 0.0 if abs(number) < 1e-6 else number


def short_name(name: str) -> str:
    """Return a firm's name without its legal form and what stands in brackets.

    Examples
    --------
    >>> short_name("青海盐湖工业股份有限公司(钾肥分公司)")
    '青海盐湖工业'
    >>> short_name("Qinghai Salt Lake Industry Co. (potash branch)")
    'Qinghai Salt Lake Industry'
    """
    return re.sub(r"\s+", " ", _FORMS.sub("", name)).strip(" ,，/-") or name


def plotly_text(text: str) -> str:
    """Return a text that plotly shows as it is, not as its own markup; its lines stay lines.

    Examples
    --------
    >>> plotly_text("<b>A&B")
    '&lt;b&gt;A&amp;B'
    """
    return html.escape(text, quote=False).replace("\n", "<br>")


@dataclass(frozen=True)
class Wording:
    """What a run's ids, codes and numbers are called in one language.

    Attributes
    ----------
    lang
        ``zh`` or ``en``.
    firms, partners, goods, modes, hubs, zones, sources
        Display name by id.
    short
        Name of each firm for a small box, different for every firm.
    objective
        What the run made small: savings are in its unit.
    """

    lang: str
    firms: Mapping[str, str]
    partners: Mapping[str, str]
    short: Mapping[str, str]
    goods: Mapping[str, str]
    modes: Mapping[str, str]
    hubs: Mapping[str, str]
    zones: Mapping[str, str]
    sources: Mapping[str, str]
    objective: str = "cost"

    def firm(self, ref: str) -> str:
        """Name of a firm of the park, or of a partner outside it."""
        if ref in self.firms:
            return self.firms[ref]
        if ref in self.partners:
            return self.partners[ref]
        if ref.startswith("external:"):
            return ref.removeprefix("external:").replace("-", " ")
        return ref

    def good(self, ref: str) -> str:
        """Name of a commodity."""
        return self.goods.get(ref, ref)

    def mode(self, ref: object) -> str:
        """Name of a way of transport; a dash where none is given."""
        text = "" if ref is None or ref != ref else str(ref)  # noqa: PLR0124
        return self.modes.get(text, text) or "–"

    def status(self, code: str) -> str:
        """Word for the status of a firm or a link."""
        return section("status", self.lang).get(code, code)

    def basis(self, code: str) -> str:
        """Word for where a figure comes from."""
        return section("basis", self.lang).get(code, code)

    def amount(self, value: object, unit: str) -> str:
        """A yearly amount with its unit."""
        return quantity(known(value), unit, self.lang)

    def money(self, value: object) -> str:
        """An amount of money."""
        return money(known(value), self.lang)

    def hub(self, ref: str) -> str:
        """Name of a market: a hub's, or as it stands."""
        return self.hubs.get(ref.removeprefix("hub:"), ref.removeprefix("hub:"))

    def saved(self, value: object) -> str:
        """A saving in the unit of the run's objective."""
        return self.measured(value, OBJECTIVE_UNITS.get(self.objective, "t"))

    def measured(self, value: object, unit: str) -> str:
        """An amount in a unit, or of money where the unit is CNY."""
        return self.money(value) if unit == "CNY" else self.amount(value, unit)

    def price_band(self, floor: object, ceiling: object, unit: str) -> str:
        """Seller's floor to buyer's ceiling, in CNY per unit."""
        low, high = known(floor), known(ceiling)
        if low is None and high is None:
            return "–"
        return t("figure.band", self.lang, low=_plain(low), high=_plain(high), unit=self.unit(unit))

    def price(self, value: object, unit: str) -> str:
        """A price in CNY per unit."""
        return t("figure.price", self.lang, price=_plain(known(value)), unit=self.unit(unit))

    def unit(self, unit: str) -> str:
        """A unit as it is written in the language."""
        return section("unit", self.lang).get(unit, unit)

    def distance(self, km: object) -> str:
        """A distance."""
        value = known(km)
        return "–" if value is None else f"{value:,.1f} km"

    def years(self, value: object) -> str:
        """A payback time."""
        number = known(value)
        return "–" if number is None else t("figure.years", self.lang, years=f"{number:,.1f}")

    def barriers(self, codes: object) -> list[str]:
        """What stands in the way of a link, one phrase per code."""
        text = "" if codes is None or codes != codes else str(codes)  # noqa: PLR0124
        parts: list[str] = []
        for piece in filter(None, (part.strip() for part in text.split(";"))):
            # a hazard may hold a semicolon itself: what is no code belongs to the code before it
            if _CODE.match(piece) or not parts:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}, {piece}"
        return [self._barrier(part) for part in parts]

    def _barrier(self, code: str) -> str:
        found = _CODE.match(code)
        if found is None:
            return code
        kind, value = found[1], found[2] or ""
        if kind == "far":
            return t("barrier.far", self.lang)
        if kind == "hazard":
            hazards = section("hazard", self.lang)
            words = [hazards.get(word.strip(), word.strip()) for word in value.split(",") if word.strip()]
            return t("barrier.hazard", self.lang, what=t("figure.comma", self.lang).join(words[:_HAZARDS]))
        if kind == "status":
            firm, _, status = value.partition("=")
            return t("barrier.status", self.lang, firm=self.short.get(firm, firm), status=self.status(status))
        if kind == "burnt":
            return t("barrier.burnt", self.lang, what=self.good(value))
        return t("barrier.permit", self.lang, what=self._permit(value))

    def _permit(self, text: str) -> str:
        for start, told in section("permit", self.lang).items():
            text = text.replace(start, told)
        return text


def wording_of(run: ParkRun, lang: str) -> Wording:
    """Return the words for a run."""
    firms = names(run.enterprises, lang)
    short = {firm: short_name(name) for firm, name in firms.items()}
    same = {name for name in short.values() if list(short.values()).count(name) > 1}
    zones = {}
    for zone in run.info.zones:
        entry = zone if isinstance(zone, Mapping) else {"id": str(zone)}
        zones[str(entry.get("id", ""))] = str(entry.get(f"name_{lang}") or entry.get("name_zh") or entry.get("id", ""))
    return Wording(
        lang=lang,
        firms=firms,
        partners=names(run.partners, lang),
        short={firm: firms[firm] if name in same else name for firm, name in short.items()},
        goods=names(run.commodities, lang),
        modes=names(run.modes, lang),
        hubs=names(run.hubs, lang),
        zones=zones,
        objective=run.settings.objective,
        sources=dict(zip(run.sources["id"], run.sources["title"], strict=True)),
    )


def _plain(value: float | None) -> str:
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 or value == 0 else f"{value:,.1f}" if size >= 10 else f"{value:,.2f}"
