"""circnet: an industrial-park circular-economy network modeller."""

__version__ = "0.1.0"
