"""The line: the chance of a deal after every moment and through the silences between them, with the places it turned.

The promise: what a chance is made of was known at its moment; a person is never a predictor; every chance has a band;
and where the records do not tell who buys, that is what is said. No probability is shown to a buyer or by name.
"""
