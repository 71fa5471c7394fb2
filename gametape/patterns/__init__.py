"""Why deals are lost: patterns that hold, and how sure that is. Owns no table and writes nothing.

A rate never stands without its n, its interval and its caveat, and a person is never a condition.
"""
