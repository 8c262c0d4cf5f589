"""The app: pages that ask one question each, over the same analyses as the command line."""
