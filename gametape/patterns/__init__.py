"""Why deals are lost: patterns that hold, and how sure that is. Keeps the last search of each store, and nothing else.

A rate never stands without its n, its interval and its caveat, and a person is never a condition.
"""
