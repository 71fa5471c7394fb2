"""How long a test goes on: `make test` is the usual set, `make nightly` (GAMETAPE_TEST_LONG=1) the longer one.

    for _ in range(times(4, nightly=60)): kill it at a random point

Random input (hypothesis) is the same in every usual run, so that a red is a change and not luck; the nightly run draws anew.
"""

import os

from hypothesis import settings

NIGHTLY = os.environ.get("GAMETAPE_TEST_LONG") == "1"

settings.register_profile("usual", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("nightly" if NIGHTLY else "usual")


def times(usual: int, *, nightly: int) -> int:
    """How often to do something that shows more the more often it is done."""
    return nightly if NIGHTLY else usual
