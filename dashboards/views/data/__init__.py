"""The page of own data as plain data: sheets for the browser, faults by cell, versions and what differs."""
