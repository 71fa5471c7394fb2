"""A letter that came in, read: what kind of thing it is, and the words of who wrote it. Pure, from bytes to plain values."""
