"""The worker and a page in a process of their own, made to be killed: a buyer forgotten, old rows purged, little by little."""

import django

django.setup()

from gametape.people.models import Buyer  # noqa: E402
from gametape.privacy import letting_go, purging  # noqa: E402
from tests.mortal import main  # noqa: E402

EACH = 6  # old rows that go between two buyers
purging.CHUNK = 3  # so that a kill falls between two chunks, too
ALL_AT_ONCE = letting_go.AT_ONCE


def let_go(number: int, buyers: list[int]) -> None:
    """Every other one by the way of those who have very many rows. What was done is done again and changes nothing."""
    letting_go.AT_ONCE = 3 if number % 2 else ALL_AT_ONCE
    letting_go.forget([Buyer.objects.get(pk=buyers[number])])
    for _ in range(EACH // purging.CHUNK):
        purging.purge_a_little()
    if number % 4 == 3:
        letting_go.go_on()


if __name__ == "__main__":
    main(let_go)
