"""Get on to the next one: the next customer, the card before the greeting, the reset, the fundamentals, recall."""
