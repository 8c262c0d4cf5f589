"""What the page of ledgers tells: figures, flows, rows, questions to firms, audits and closings."""
