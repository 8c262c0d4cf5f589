"""``python -m circnet``."""

from circnet.cli import main

main()
