"""Scenarios side by side, as plain data: tables, flow diagrams, the network, and the changes of a scenario in words."""
