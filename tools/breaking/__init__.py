"""`make break`: takes each named guard out in turn, on a copy, and sees its tests turn red."""
