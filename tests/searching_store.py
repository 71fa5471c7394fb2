"""The heavy lane's search in a process of its own, made to be killed: the same store, again and again."""

import django

django.setup()

from gametape.patterns import refreshing  # noqa: E402
from gametape.patterns.models import Search  # noqa: E402
from gametape.people.models import Store  # noqa: E402
from tests.mortal import main  # noqa: E402


def search(number: int, stores: list[int]) -> None:
    """As if the lease of the one before had run out, and enough deals had closed since."""
    Search.objects.filter(store=stores[number]).update(claimed_until=None, closed_then=0)
    refreshing.refresh(Store.objects.get(pk=stores[number]))


if __name__ == "__main__":
    main(search)
