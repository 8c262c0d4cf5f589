"""The heat of a park: curves, targets, streams, and who can heat whom."""
