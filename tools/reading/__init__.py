"""Fits and measures the readers of answers: a developer's tools, no part of the product."""
