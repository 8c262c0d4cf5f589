"""Questions that need two analyses of one floor, which never import each other."""

from circnet.studies.plant_effects import PlantEffects, plant_effects

__all__ = ["PlantEffects", "plant_effects"]
