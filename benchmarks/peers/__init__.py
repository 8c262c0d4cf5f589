"""The same networks in other modelling tools; see run.py."""
