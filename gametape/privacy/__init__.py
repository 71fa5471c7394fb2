"""Whose data: all we hold on a buyer, forget and keep, who looked, what goes when."""
