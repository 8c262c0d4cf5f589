"""What samples of a park say, as sentences, rows and figures."""
