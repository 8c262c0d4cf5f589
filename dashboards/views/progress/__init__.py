"""Indicators of parks as plain rows, texts and tables."""
