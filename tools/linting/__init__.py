"""Developer's tools for the lint of outgoing messages."""
