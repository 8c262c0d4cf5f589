"""Formulas of indicators: plain arithmetic over named variables, evaluated by simpleeval, checked for units by pint.

A formula is data, so it may be anything: only numbers, names, ``+ - * / **`` and brackets are let through. It holds no
factors of conversion; the units of its variables and of its result say them.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simpleeval import InvalidExpression, SimpleEval  # type: ignore[import-untyped]

from circnet.errors import FormulaError
from circnet.progress.quantities import quantity

__all__ = ["MOST_CHARACTERS", "Formula", "check_units", "parse"]

MOST_CHARACTERS = 300
MOST_POWER = 10.0
_OPERATORS: dict[type, Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
_ALLOWED = (ast.Expr, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.Load, *_OPERATORS, ast.Pow)


def _power(base: Any, exponent: Any) -> Any:  # noqa: ANN401  a number, a quantity or a linear form
    size = float(exponent)
    if not abs(size) <= MOST_POWER:
        message = f"power {size:g} is larger than {MOST_POWER:g}"
        raise FormulaError(message)
    return base**size


@dataclass(frozen=True)
class Formula:
    """A formula that has been looked through.

    Attributes
    ----------
    text
        As written.
    names
        Its variables, sorted.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.Expr

    def value(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  of the kind that is given
        """Evaluate with what each variable stands for: numbers, pint quantities or linear forms.

        Raises
        ------
        FormulaError
            If a variable is not given, something is divided by zero, or the result is no finite number.
        """
        lost = [name for name in self.names if name not in given]
        if lost:
            message = f"{self.text}: no value for {', '.join(lost)}"
            raise FormulaError(message)
        engine = SimpleEval(operators={**_OPERATORS, ast.Pow: _power}, functions={}, names=dict(given))
        try:
            result = engine.eval(self.text, previously_parsed=self._tree)
        except ZeroDivisionError as error:
            message = f"{self.text}: a divisor is zero"
            raise FormulaError(message) from error
        except (InvalidExpression, OverflowError, RecursionError, TypeError) as error:
            message = f"{self.text}: {error}"
            raise FormulaError(message) from error
        if isinstance(result, complex) or (isinstance(result, int | float) and not math.isfinite(result)):
            message = f"{self.text}: the result is no finite number"
            raise FormulaError(message)
        return result


def parse(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text
        ``S_util / (S_gen + S_util_old)``; at most `MOST_CHARACTERS` characters.

    Raises
    ------
    FormulaError
        If it is too long, is no arithmetic, or holds anything else than numbers, names and ``+ - * / **``.

    Examples
    --------
    >>> parse("E / IAV").names
    ('E', 'IAV')
    """
    if len(text) > MOST_CHARACTERS:
        message = f"a formula of {len(text)} characters; at most {MOST_CHARACTERS}"
        raise FormulaError(message)
    try:
        body = ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = f"{text!r} is no arithmetic"
        raise FormulaError(message) from error
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        message = f"{text!r} is not one expression"
        raise FormulaError(message)
    nodes = list(ast.walk(body[0]))
    _refuse_strangers(text, nodes)
    return Formula(text, tuple(sorted({node.id for node in nodes if isinstance(node, ast.Name)})), body[0])


def _refuse_strangers(text: str, nodes: list[ast.AST]) -> None:
    for node in nodes:
        number = not isinstance(node, ast.Constant) or type(node.value) in (int, float)
        if not isinstance(node, _ALLOWED) or not number:
            message = f"{text!r} holds {type(node).__name__}; only numbers, names and + - * / ** are allowed"
            raise FormulaError(message)
        if isinstance(node, ast.Constant) and not abs(node.value) <= 1e12:  # type: ignore[arg-type]
            message = f"{text!r} holds a number beyond 1e12"
            raise FormulaError(message)


def check_units(formula: Formula, units: Mapping[str, str], unit: str) -> None:
    """Check that a formula over variables of some units gives a result of a unit.

    Parameters
    ----------
    formula
        The formula.
    units
        Unit of each of its variables.
    unit
        Unit of the result: % for a share of two tonnages.

    Raises
    ------
    FormulaError
        If unlike things are added, or the result is not of that unit.
    circnet.errors.UnknownUnit
        If nobody knows a unit.
    """
    from pint import PintError

    measured: dict[str, Any] = {name: (3.0 + place) * quantity(units[name]) for place, name in enumerate(formula.names)}
    try:
        (formula.value(measured) / quantity(unit)).to("dimensionless")
    except (PintError, AttributeError) as error:
        message = f"{formula.text} does not give {unit or 'a plain number'}: {error}"
        raise FormulaError(message) from error
