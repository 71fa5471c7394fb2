"""Closed deals, and no-sales whose buyers were asked, some of whom answered with a reason that somebody confirmed: as rows, not by the verbs, for
hundreds of them are needed."""

from __future__ import annotations

import random
from datetime import timedelta

from gametape.ask.models import Answer, Ask, Words
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.patterns.models import Search
from gametape.patterns.refreshing import VERSION
from gametape.patterns.results import Condition, Effect, Pattern, Result
from gametape.patterns.said import told_of
from gametape.people.models import Buyer, Store, User
from gametape.reasons.models import Finding


def season(store: Store, reps: list[User], many: int, *, seed: int = 3, hostile: str = "") -> list[Deal]:
    """So many closed deals. A trade-in loses three of four, where one in three is lost otherwise."""
    dice, today = random.Random(seed), now()
    deals = []
    for n in range(many):
        trade = dice.random() < 0.4
        lost = dice.random() < (0.75 if trade else 0.33)
        opened = today - timedelta(days=dice.uniform(2, 300))
        conditions = {"Trade-In": "yes" if trade else "no", "Source": dice.choice(["Web", "Show", "Walk-in"])}
        if hostile:
            conditions[hostile] = dice.choice([hostile, "plain"])
        deals.append(
            Deal(
                store=store, owner=reps[n % len(reps)], state="lost" if lost else "won", opened_at=opened, last_at=opened,
                closed_at=opened + timedelta(days=1), amount_minor=dice.randrange(900_000, 9_000_000),
                unit=dice.choice(["Cedar 24", "Meadowlark 27", f"Lone {n}"]), source="file",
                conditions=conditions,
            )
        )  # fmt: skip
    return Deal.objects.bulk_create(deals)


def no_sales(store: Store, leaves: list[str], *, silent: int = 0, unasked: int = 0, held: str = "") -> None:
    """One that answered for each of `leaves`, so many that were asked and stayed silent, so many that nobody asked. The
    silent ones drove off over the dearer deals."""
    today = now()
    total = len(leaves) + silent + unasked
    buyers = Buyer.objects.bulk_create([Buyer(store=store, phone=f"+1608555{n:04}") for n in range(total)])
    days = [today - timedelta(days=1 + n * 300 / total) for n in range(total)]
    asked_silent = range(len(leaves), len(leaves) + silent)
    deals = Deal.objects.bulk_create(
        Deal(
            store=store, buyer=buyer, state="lost", amount_minor=9_000_000 if n in asked_silent else 1_000_000 + n,
            opened_at=day - timedelta(days=1), closed_at=day,
        )
        for n, (buyer, day) in enumerate(zip(buyers, days, strict=True))
    )  # fmt: skip
    losses = Loss.objects.bulk_create(
        Loss(deal=deal, store=store, at=day, where="drove_off" if n in asked_silent else "phone")
        for n, (deal, day) in enumerate(zip(deals, days, strict=True))
    )
    asks = Ask.objects.bulk_create(
        Ask(loss=loss, window="W1", channel="sms", asker_role="rep", asked_at=loss.at, closes_at=today)
        for loss in losses[: len(leaves) + silent]
    )
    answers = Answer.objects.bulk_create(
        Answer(loss=loss, ask=ask, heard="page", first_sent_at=loss.at, final_at=loss.at, held_for=held)
        for loss, ask in zip(losses[: len(leaves)], asks, strict=False)
    )
    words = Words.objects.bulk_create(
        Words(answer=answer, n=1, text="It was this.", submission=f"s{answer.pk}", unread=False) for answer in answers
    )
    Finding.objects.bulk_create(
        Finding(
            loss=one.answer.loss,
            words=one,
            leaf=leaf,
            start=0,
            end=6,
            quote="It was",
            reader="person",
            confirmed_at=today,
        )
        for one, leaf in zip(words, leaves, strict=True)
    )


def kept(store: Store, deals: list[int]) -> Search:
    """A search as it is kept, with one pattern behind which these deals stand: for tests of who may see it."""
    effect = Effect(120, 90, 0.75, 0.4, 480, 0.35, (0.2, 0.45), "Newcombe")
    pattern = Pattern(
        (Condition("Trade-In", "=", "yes"),), effect, 1e-6, 1e-3, None, "Lost 75 % (90 of 120) against 40 %."
    )
    result = Result(600, 282, 321, 0.13, (), (pattern,), (), "exact test")
    told = {"result": result.as_dict(), "withheld": 0, "behind": [deals], "periods": None, "said": told_of([])}
    row = {"told": {**told, "version": VERSION}, "closed_then": 600, "made_at": now()}
    return Search.objects.update_or_create(store=store, defaults=row)[0]
