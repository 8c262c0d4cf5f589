"""Results told to people: the console, workbooks, documents."""
