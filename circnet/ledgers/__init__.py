"""Element ledgers of parks: where an element enters, what it turns into, where it leaves, and what does not close."""

from circnet.ledgers.audit import ClosureAudit, closure_audit
from circnet.ledgers.closing import Closing, close_element
from circnet.ledgers.ledger import element_ledger, element_named
from circnet.ledgers.result import ElementLedger
from circnet.ledgers.totals import element_totals

__all__ = [
    "Closing", "ClosureAudit", "ElementLedger", "close_element", "closure_audit", "element_ledger",
    "element_named", "element_totals",
]  # fmt: skip
