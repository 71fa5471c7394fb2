"""Lessons: at most one per loss, with its evidence; matched to the deals they fit; tried, then works or dropped."""
