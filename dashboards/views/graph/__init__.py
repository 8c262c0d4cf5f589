"""The park as a graph: links, places, how they are drawn, what they may be filtered by, and a firm's balance."""
