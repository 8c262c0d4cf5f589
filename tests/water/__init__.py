"""Tests of water reuse networks."""
