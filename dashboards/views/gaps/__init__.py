"""What the page of chain gaps tells: candidates, the story of a plant, chains, orphans, bridges."""
