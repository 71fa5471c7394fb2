"""Deals, their losses, and the words for why a deal was lost."""
