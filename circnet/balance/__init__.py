"""Element ledgers of any table of flows."""

from circnet.balance.ledger import ledger

__all__ = ["ledger"]
