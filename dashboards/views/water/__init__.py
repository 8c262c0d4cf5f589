"""The waters of a park: the network before and after, matches, the water pinch, and what nobody knows."""
