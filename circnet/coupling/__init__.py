"""The coupling linear programme of a park: which exchanges pay, and what each is worth."""

from circnet.coupling.couple import couple
from circnet.coupling.result import Coupling
from circnet.coupling.settings import OBJECTIVES, Settings

__all__ = ["OBJECTIVES", "Coupling", "Settings", "couple"]
