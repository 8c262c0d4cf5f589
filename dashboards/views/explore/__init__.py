"""Set-level questions of a park as plain data: trade-offs, alternatives, outages, structure."""
