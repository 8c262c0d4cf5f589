"""Why a link was not chosen: the reason with its numbers, and where it would just be used."""

from circnet.coupling.why.reason import REASONS, Reason
from circnet.coupling.why.survey import why_all
from circnet.coupling.why.why import why_not

__all__ = ["REASONS", "Reason", "why_all", "why_not"]
