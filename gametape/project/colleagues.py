"""What happened to Dana's colleagues, and at the store that sells to businesses. Told by hand, as in `stories`."""

from __future__ import annotations

from datetime import datetime, timedelta

from gametape.ask import answering, asking, calling_for
from gametape.common.clock import played_at
from gametape.deals import adding
from gametape.deals.models import Loss, Moment
from gametape.people.models import Store, User
from gametape.project import afterwards
from gametape.project.playing import no, on, send, walk_in


def tess(store: Store, ben: User, today: datetime) -> None:
    """Asked by text, no answer: a second voice may ask once more."""
    at = on(store, today - timedelta(days=4), 12)
    loss = no(
        walk_in(store, ben, at - timedelta(hours=1), "Tess", "Cedar 24", 24_500, 906),
        ben,
        at,
        chip="price",
        sure="good",
    )
    send(loss, ben, "sms", at + timedelta(hours=2))
    looked = at + timedelta(hours=20)
    review = afterwards.look(loss, ben, looked)
    afterwards.mark(
        review, "worked", "They sat down in the dinette by themselves and stopped talking.", on="11:20", at=looked
    )
    afterwards.hand_in(review, "worked", looked)
    afterwards.finish(review, looked + timedelta(minutes=2))
    sentence = (
        "they name one thing", "show that first and stop", "they said two beds and kept being shown the kitchen",
    )  # fmt: skip
    afterwards.lesson(loss, ben, sentence, looked + timedelta(minutes=3), shared=True)


def the_okafors(store: Store, carla: User, maria: User, today: datetime) -> None:
    """Asked at the door, and they would rather not."""
    at = on(store, today - timedelta(days=3), 13)
    deal = walk_in(store, carla, at - timedelta(hours=2), "The Okafors", "Summit 35", 78_900, 907)
    loss = no(deal, carla, at, chip="no_idea", sure="counting", where=Loss.Where.HERE)
    with played_at(at + timedelta(minutes=3)):
        asking.asked_in_person(loss, by=carla)
        calling_for.a_manager(loss, by=carla)
    with played_at(at + timedelta(minutes=9)):
        calling_for.was_there(loss, by=maria)
    looked = at + timedelta(hours=5)
    review = afterwards.look(loss, carla, looked)
    afterwards.mark(
        review, "have_back", "They went quiet over the second page, and I kept talking.", on="12:40", at=looked
    )
    afterwards.hand_in(review, "have_back", looked, nameless=True)


def fairwind(store: Store, ben: User, today: datetime) -> None:
    """Private: nothing he could have done."""
    at = on(store, today - timedelta(days=6), 12)
    loss = no(
        walk_in(store, ben, at - timedelta(hours=1), "Roy", "Fairwind 22", 21_500, 908),
        ben,
        at,
        chip="payment_or_trade",
        sure="good",
    )
    ask = send(loss, ben, "sms", at + timedelta(hours=2))
    with played_at(on(store, today - timedelta(days=4), 9, 30)):
        answering.send(
            ask, words="The bank said no. I'd rather not go into it.", submission="fairwind", heard="page", reader="rep"
        )


def larkspur(store: Store, carla: User, today: datetime) -> None:
    """For the manager alone, the buyer asked."""
    at = on(store, today - timedelta(days=6), 14)
    loss = no(
        walk_in(store, carla, at - timedelta(hours=2), "Ines", "Larkspur 30", 44_900, 909),
        carla,
        at,
        chip="something_i_did",
        sure="good",
    )
    ask = send(loss, carla, "email", at + timedelta(hours=2))
    with played_at(on(store, today - timedelta(days=3), 19, 5)):
        words = "Every time I said I wanted to think, somebody else came over."
        answering.send(ask, words=words, submission="larkspur", heard="page", reader="manager")


def northfield(store: Store, iris: User, today: datetime) -> None:
    """A long deal between businesses, lost after four months."""
    at = on(store, today - timedelta(days=2), 15)
    with played_at(today - timedelta(days=120)):
        deal = adding.add_deal(
            store, iris, first_name="Jonas", company="Aster Mills", unit="Planning suite, 40 seats",
            amount_minor=8_400_000, email="jonas@aster-mills.example", kind=Moment.Kind.OPENED, how="Wrote to us after a fair",
        )  # fmt: skip
    for days, kind, words in [
        (96, Moment.Kind.CALL, "First call, 50 minutes"),
        (61, Moment.Kind.VISIT, "Workshop at their site"),
        (20, Moment.Kind.MESSAGE, "Proposal sent, forty pages"),
    ]:
        with played_at(today - timedelta(days=days)):
            adding.note_moment(deal, kind=kind, words=words, by=iris)
    no(deal, iris, at, chip="someone_else_decides", sure="counting", where=Loss.Where.PHONE)
    with played_at(today - timedelta(days=1)):
        follow = adding.add_deal(
            store, iris, first_name="Mira", company="Beck Foods", unit="Planning suite, 15 seats",
            amount_minor=3_100_000, email="mira@beck-foods.example", kind=Moment.Kind.OPENED, how="Asked for a demo",
        )  # fmt: skip
        adding.book(follow, at=on(store, today + timedelta(days=2), 14), what="demo with her team", by=iris)
