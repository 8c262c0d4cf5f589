"""Views: a run in, plain data out (graph elements, grid rows, figures); nothing here knows of callbacks."""
