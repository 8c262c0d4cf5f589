"""The province at a glance: parks as a table, a map, cards and findings; plain data in and out."""
