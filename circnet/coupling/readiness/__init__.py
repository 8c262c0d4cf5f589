"""What a link needs before two firms can agree: figures to firm up, permits, precedents, next steps."""

from circnet.coupling.readiness.readiness import Readiness, readiness

__all__ = ["Readiness", "readiness"]
