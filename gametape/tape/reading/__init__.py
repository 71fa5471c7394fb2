"""Transcripts of all kinds become lines. One module for each family of formats; `taking.read` knows which by content."""
