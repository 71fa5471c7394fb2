"""The worker's round that sends to buyers, in a process of its own, made to be killed. See `tests.mortal`."""

import time
from datetime import datetime

import django

django.setup()

from django.urls import reverse  # noqa: E402

from gametape.ask import leaving  # noqa: E402
from gametape.ask.linting import Draft, lint  # noqa: E402
from gametape.ask.places import zones_to_keep  # noqa: E402
from gametape.common.clock import played_at  # noqa: E402
from tests.mortal import main  # noqa: E402

WEDNESDAY = datetime.fromisoformat("2026-06-17T18:00:00+00:00")  # 13:00 at Lakeside RV


def one_round(number: int, ids: list[int]) -> None:
    with played_at(WEDNESDAY):
        leaving.send_due()
    time.sleep(0.02)


if __name__ == "__main__":
    # What is loaded on first use, once before the first life: addresses, the rules of the lint, the zones of numbers.
    reverse("front")
    lint(Draft("What did I miss?", channel="sms", via="product", sender="Dana", business="Lakeside RV"))
    zones_to_keep(store_zone="America/Chicago", phone="+16085550142")
    main(one_round)
