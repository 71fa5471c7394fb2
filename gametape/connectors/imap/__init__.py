"""Hearing by e-mail: a mailbox, looked into every half minute."""
