"""Units of the amounts in a workbook, as officials write them, to the units that the tables hold.

Amounts of a table's row are in the unit of the row's good and per year; the sheet has a column of units beside them
(`万t/a`, `万Nm3`, `t/d`, `元/t`). A day, a month and an hour stand for 365, 12 and 8760 to the year: what runs fewer
days is better told per year. Where a good is sold wet or dissolved, a unit must say what it weighs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from circnet.chemistry import parse_composition
from circnet.errors import FormulaError, UnknownUnit
from circnet.schema import PARK_TABLES
from circnet.units import convert, is_known

__all__ = [
    "UNIT_COLUMNS",
    "Good",
    "Trouble",
    "factor",
    "fixed_factor",
    "own_unit",
    "same_unit",
    "unit_columns",
    "unit_of_column",
    "weighs_wet",
]

UNIT_COLUMNS = ("amount_unit", "price_unit")
_GROUPS = {"reference/a": "amount_unit", "commodity/a": "amount_unit", "CNY/commodity": "price_unit",
           "commodity/reference": "amount_unit"}  # fmt: skip
_LOCAL = ("commodities", "technologies", "substitutions", "sources")
_PER = {"a": 1.0, "年": 1.0, "yr": 1.0, "year": 1.0, "d": 365.0, "日": 365.0, "天": 365.0, "day": 365.0, "月": 12.0,
        "month": 12.0, "h": 8760.0, "时": 8760.0, "小时": 8760.0, "hour": 8760.0}  # fmt: skip
_PURE = ("折百", "折纯", "100%", "纯", "pure")
_DRY = ("折干", "干基", "绝干", "干重", "dry")
_WET = ("实物", "湿基", "湿重", "原样", "商品", "as sold", "as is", "wet")
_FIXED = {"deg": ("°", "度", "deg"), "degC": ("摄氏度", "度", "°C"), "a": ("年", "年度"),
          "h/a": ("h", "小时", "时", "小时/年", "h/年"), "km2": ("平方公里",)}  # fmt: skip
"""Other spellings of the units of columns."""
_MEASURED = ("1", "kW", "kW/K", "K", "km2", "km")
_MOLAR_VOLUME = 22.414
"""m3 per kmol of an ideal gas at 0 degC and 101.325 kPa."""


@dataclass(frozen=True)
class Good:
    """What a commodity's row says of its amounts; NaN where not known."""

    id: str
    unit: str
    kind: str
    composition: str
    t_per_unit: float
    tce_per_unit: float


@dataclass(frozen=True)
class Trouble:
    """Why a unit cannot be used: the name of the fault, what was expected and what might be meant."""

    check: str
    expected: str
    hint: str = ""


@cache
def unit_of_column(table: str) -> Mapping[str, str]:
    """Return the columns of a table whose unit hangs on the row's good, and the unit column that says it."""
    if table in _LOCAL:
        return {}
    columns = PARK_TABLES[table].columns.values()
    return {column.name: _GROUPS[column.unit] for column in columns if column.unit in _GROUPS}


@cache
def unit_columns(table: str) -> tuple[str, ...]:
    """Return the unit columns of a table's sheet."""
    return tuple(dict.fromkeys(unit_of_column(table).values()))


def fixed_factor(text: str, unit: str) -> float | Trouble:
    """Return by what an amount in a unit is multiplied to be in a column's own unit, `kW`, `degC`, `1`, `h/a`."""
    plain = unicodedata.normalize("NFKC", text.replace("℃", "degC")).strip()
    if not plain or plain == unit or plain in _FIXED.get(unit, ()):
        return 1.0
    if unit not in _MEASURED or not is_known(plain):
        return Trouble("strange_unit", unit or "1")
    try:
        return convert(1.0, plain, "dimensionless" if unit == "1" else unit)
    except UnknownUnit:
        return Trouble("unit_mismatch", unit)


def same_unit(cell: str, beside: str) -> bool:
    """Return whether a unit in a cell says no other thing than the one beside it: `吨` beside `t/a 实物`."""
    if cell == beside:
        return True
    (plain, basis), (other, said) = _basis_words(cell), _basis_words(beside)
    per, times = _without_time(plain)
    of, often = _without_time(other)
    apart = (basis and basis != said) or (per != plain and times != often)
    return not apart and (per == of or _to(per, of) == 1.0)


def weighs_wet(good: Good) -> bool:
    """Return whether a tonne of the good may be a tonne as sold or a tonne without its water."""
    water = dict(_shares(good.composition)).get("H2O", 0.0)
    return good.unit in ("t", "kg") and 0.05 <= water <= 0.95


def _counts_pure(good: Good) -> bool:
    """Return whether a tonne of the good's unit is a tonne of what is dissolved in it."""
    return good.unit == "t" and good.t_per_unit > 1.001


def own_unit(quantity: str, good: Good, reference: Good | None, currency: str, lang: str) -> str:
    """Return the unit that the tables hold an amount in, as it is written beside it.

    Parameters
    ----------
    quantity : str
        Unit of the column: `reference/a`, `commodity/a`, `CNY/commodity`, `commodity/reference`.
    good, reference : Good
        The row's good, and for a coefficient the reference good of its technology.
    currency : str
        Of the park.
    lang : str
        Of the words for a basis.
    """
    words = {"pure": (_PURE[0], _PURE[-1]), "wet": (_WET[0], "as sold")}["pure" if _counts_pure(good) else "wet"]
    basis = f" {words[0] if lang == 'zh' else words[1]}" if weighs_wet(good) else ""
    if quantity == "commodity/reference":
        return f"{good.unit}/{reference.unit}" if reference is not None else ""
    if quantity == "CNY/commodity":
        return f"{'元' if currency == 'CNY' and lang == 'zh' else currency}/{good.unit}{basis}"
    return f"{good.unit}/a{basis}"


def factor(
    text: str, quantity: str, good: Good, reference: Good | None = None, currency: str = "CNY"
) -> float | Trouble:
    """Return by what an amount in a unit is multiplied to be in the unit of the tables.

    Parameters
    ----------
    text : str
        The unit as written; blank is the tables' own.
    quantity, good, reference, currency
        As in `own_unit`.
    """
    if not text or text in (good.unit, f"{good.unit}/a") and not weighs_wet(good):
        return 1.0
    if quantity == "commodity/reference":
        return _coefficient(text, good, reference)
    plain, words = _basis_words(text)
    above, _, below = plain.partition("/")
    per_year, per = _per_year(plain, good)
    share = _share(words, below if quantity == "CNY/commodity" else per_year, good)
    if isinstance(share, Trouble):
        return share
    if quantity == "CNY/commodity":
        return _price(above.strip(), below.strip(), good, currency, share)
    amount = _amount(per_year, good)
    return amount if isinstance(amount, Trouble) else amount * per / share


def _coefficient(text: str, good: Good, reference: Good | None) -> float | Trouble:
    """`kg/t`: over the units of the good and of the technology's reference good."""
    above, stroke, below = unicodedata.normalize("NFKC", text).partition("/")
    if reference is None or not stroke:
        expected = f"{good.unit}/{reference.unit}" if reference is not None else f"{good.unit}/..."
        return Trouble("unit_mismatch", expected)
    one, other = _amount(above.strip(), good), _amount(below.strip(), reference)
    if isinstance(one, Trouble) or isinstance(other, Trouble):
        return one if isinstance(one, Trouble) else other
    return one / other


def _price(money: str, unit: str, good: Good, currency: str, share: float) -> float | Trouble:
    """`元/t`, `万元/t`: money over an amount; a price per pure tonne is that of the share of it in one as sold."""
    expected = f"{currency}/{good.unit}"
    if not unit:
        return Trouble("unit_mismatch", expected)
    amount = _amount(unit, good)
    if isinstance(amount, Trouble):
        return amount
    if money == currency:
        return share / amount
    times = _to(money, "CNY") if currency == "CNY" else None
    return Trouble("unit_mismatch", expected) if times is None else times * share / amount


def _basis_words(text: str) -> tuple[str, str]:
    """Take the words of a basis out of a unit, `万t/a (折百)`; return the unit and `pure`, `dry`, `wet` or nothing."""
    plain, said = unicodedata.normalize("NFKC", text).strip(), ""
    for name, words in (("pure", _PURE), ("dry", _DRY), ("wet", _WET)):
        for word in words:
            if word in plain.lower():
                plain, said = re.sub(re.escape(word), "", plain, flags=re.IGNORECASE), name
                break
    if said:
        plain = re.sub(r"[()\[\]【】,;]|\s+$", "", plain)
    return plain.strip(), said


def _shares(composition: str) -> tuple[tuple[str, float], ...]:
    try:
        return parse_composition(composition) if composition else ()
    except FormulaError:
        return ()


def _share(said: str, unit: str, good: Good) -> float | Trouble:
    """Return how much of what was weighed is in one of the good's unit; who weighs must say what."""
    shares = [(name, share) for name, share in _shares(good.composition) if name != "H2O"]
    if not said:
        weighed = weighs_wet(good) and "tce" not in unit and _to(unit, "t") is not None
        return Trouble("which_basis", "pure / dry / as sold") if weighed else 1.0
    if not shares:
        return 1.0
    # caustic soda counts by the NaOH in it: its unit weighs more than a tonne
    per_unit = good.t_per_unit if _counts_pure(good) else 1.0
    if said == "pure":
        return 1.0 if _counts_pure(good) else max(share for _, share in shares)
    return per_unit * (1.0 if said == "wet" else sum(share for _, share in shares))


def _per_year(text: str, good: Good) -> tuple[str, float]:
    """Take the time out of a unit; `t/d` is 365 times a year."""
    return (text, 1.0) if text == good.unit else _without_time(text)


def _without_time(text: str) -> tuple[str, float]:
    above, stroke, below = text.rpartition("/")
    if stroke and below.strip().lower() in _PER:
        return above.strip(), _PER[below.strip().lower()]
    return text, 1.0


def _amount(text: str, good: Good) -> float | Trouble:
    """Return how many units of the good one of the unit is."""
    if text == good.unit:
        return 1.0
    counted = re.fullmatch(r"(千|万|十万|百万|千万|亿)\s*" + re.escape(good.unit), text)
    if counted:
        return {"千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}[counted[1]]
    if "tce" in text.lower() or "标煤" in text or "标准煤" in text:
        return _coal_equivalent(text, good)
    if not is_known(text):
        return Trouble("strange_unit", f"{good.unit}/a")
    try:
        return convert(1.0, text, good.unit)
    except UnknownUnit:
        return _by_mass(text, good)


def _by_mass(text: str, good: Good) -> float | Trouble:
    """Between mass and volume: by the mass of a unit, for a pure gas by its molar volume."""
    mass = _to(text, "t")
    if mass is not None and good.t_per_unit > 0:
        return mass / good.t_per_unit
    volume, unit = _to(text, "kNm3"), _to(good.unit, "t")
    formulas = _shares(good.composition)
    if volume is not None and unit is not None and good.kind == "gas" and len(formulas) == 1:
        from molmass import Formula

        return volume * Formula(formulas[0][0]).mass / _MOLAR_VOLUME / unit
    return Trouble("unit_mismatch", f"{good.unit}/a")


def _to(text: str, unit: str) -> float | None:
    try:
        return convert(1.0, text, unit)
    except UnknownUnit:
        return None


def _coal_equivalent(text: str, good: Good) -> float | Trouble:
    """`tce` by the good's own factor; for electricity it must say that it is the heat of the current."""
    plain = re.sub(r"[(（]?(当量值?|等价值?)[)）]?", "", text).strip()
    if good.kind == "electricity" and "当量" not in text:
        return Trouble("which_basis", "tce (当量) / MWh")
    tce = _to(plain, "tce")
    if tce is None:
        return Trouble("strange_unit", f"{good.unit}/a")
    if good.tce_per_unit > 0:
        return tce / good.tce_per_unit
    energy = _to(plain, good.unit)
    return Trouble("unit_mismatch", f"{good.unit}/a") if energy is None else energy
