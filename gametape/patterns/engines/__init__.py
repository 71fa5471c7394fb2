"""Places where the counting can be done: each gives the same vector (see `layout`) for the same table and the same columns.

An engine is a module with `opened(where, outcome=..., lost=..., won=...)`, a context manager that yields `opening.Deals`.
It looks at a sample, from which `looking` makes the rule of each column; then it codes and counts every row.
"""
