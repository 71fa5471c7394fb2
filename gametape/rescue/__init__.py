"""A buyer turned the key: the play for the reason, one message, once, and what came of it."""
