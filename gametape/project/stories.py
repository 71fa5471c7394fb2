"""The stories of the demo season that are told by hand, around Dana's weekend. The rest is drawn in `season`."""

from __future__ import annotations

from datetime import datetime, timedelta

from gametape.ask import answering
from gametape.ask.opened import opened
from gametape.common.clock import local, played_at
from gametape.deals import adding, losing
from gametape.deals.models import Loss, Moment
from gametape.people.models import Store, User
from gametape.project import afterwards
from gametape.project.colleagues import fairwind, larkspur, tess, the_okafors
from gametape.project.playing import no, on, send, walk_in
from gametape.reasons import finding
from gametape.sending import outbox

# What these stories add to the season's numbers, so that `season` draws only the rest.
ADDS = ["answered"] * 4 + ["silent_sms"] * 3 + ["silent_told"] + ["unasked"] * 2 + ["won"]


def tell(store: Store, people: dict[str, User], today: datetime) -> None:
    dana, ben, carla = people["dana"], people["ben"], people["carla"]
    sam(store, dana, today)
    lena(store, dana, today)
    priya_and_tom(store, dana, today)
    harbor(store, dana, today)
    walt(store, dana, today)
    tess(store, ben, today)
    the_okafors(store, carla, people["maria"], today)
    fairwind(store, ben, today)
    larkspur(store, carla, today)
    cole_and_wren(store, dana, today)
    the_hallorans(store, dana, today)
    the_nguyens(store, dana, today)


def sam(store: Store, dana: User, today: datetime) -> None:
    """It climbed, it slipped, she asked, it came back."""
    saturday = _saturday_with_its_tuesday_past(store, today)
    day = timedelta(days=1)
    with played_at(on(store, saturday - 6 * day, 10, 5)):
        deal = adding.add_deal(
            store, dana, first_name="Sam", last_name="Reyes", unit="Meadowlark 27", amount_minor=3_890_000,
            phone="+15075550901", email="sam.reyes@mail.example", kind=Moment.Kind.OPENED, how="Asked about the Meadowlark on the website",
        )  # fmt: skip
    for at, kind, words in [
        (on(store, saturday - 5 * day, 16, 30), Moment.Kind.CALL, "12 minutes on the phone"),
        (on(store, saturday - 4 * day, 17, 30), Moment.Kind.VISIT, "First look, half an hour"),
        (
            on(store, saturday - 2 * day, 18, 20),
            Moment.Kind.MESSAGE,
            "Asked for the floor plan; it went out that evening",
        ),
        (on(store, saturday - day, 17, 45), Moment.Kind.CALL, "Sam booked Saturday"),
        (on(store, saturday, 11, 20), Moment.Kind.VISIT, "Walk-through, inside and out"),
        (on(store, saturday, 13, 10), Moment.Kind.FIGURES, "Sat down to figures"),
        (on(store, saturday, 13, 40), Moment.Kind.FIGURES, "Three totals on the sheet"),
    ]:
        with played_at(at):
            adding.note_moment(deal, kind=kind, words=words, by=dana)
    loss = no(deal, dana, on(store, saturday, 14, 5), chip="price", sure="counting")
    ask = send(loss, dana, "sms", on(store, saturday, 15), at_least=on(store, saturday + day, 12, 30))
    with played_at(on(store, saturday + day, 16, 40)):
        answer = answering.send(
            ask, words="We loved it. The warranty on top broke it.", submission="sam", heard="page", reader="rep"
        )
        answering.add_the_rest(answer, closest=["UNDERSTANDING"], wants_answer=True)
        version = answer.versions.get()
        finding.read(version)
    with played_at(on(store, saturday + day, 17, 10)):
        opened(answer, by=dana)
        finding.pick(answer, leaf="UND.UNCLEAR_OFFER", quote="The warranty on top", by=dana)
    with played_at(on(store, saturday + day, 17, 20)):
        back = outbox.keep(
            loss, kind="answer", channel="sms", by=dana,
            words="Sam, thank you for telling me. The warranty is inside the $38,900; nothing comes on top, and I never made "
            "that plain. Does that change anything for you? Dana",
        )  # fmt: skip
        outbox.hand_off(back, by=dana, channel="sms")
        outbox.went_out(back, by=dana)
    afterwards.came_back_and_bought(
        loss, dana, back=on(store, saturday + 3 * day, 10, 15), bought=on(store, saturday + 3 * day, 11, 50)
    )
    look_at_sams(loss, dana, on(store, saturday + 4 * day, 9, 10))


def look_at_sams(loss: Loss, dana: User, at: datetime) -> None:
    """The tape in two minutes, over what the buyer said; one lesson, hers alone."""
    review = afterwards.look(loss, dana, at)
    afterwards.mark(
        review, "turned", "They stopped looking at the sheet and looked at each other.",
        on="Three totals on the sheet", at=at,
    )  # fmt: skip
    afterwards.finish(review, at + timedelta(minutes=2))
    sentence = (
        "I show figures on a first visit", "read the one-page sheet with them",
        "a buyer took the warranty for an extra",
    )  # fmt: skip
    afterwards.lesson(loss, dana, sentence, at + timedelta(minutes=3))


def _saturday_with_its_tuesday_past(store: Store, today: datetime) -> datetime:
    there = local(today, store.zone)
    back = (there.weekday() - 5) % 7
    return there - timedelta(days=back if back > 3 else back + 7)


def lena(store: Store, dana: User, today: datetime) -> None:
    """Answered an hour ago and would like an answer. Nobody opened it yet."""
    at = on(store, today - timedelta(days=3), 12)
    loss = no(
        walk_in(store, dana, at - timedelta(hours=1), "Lena", "Juniper 26", 36_900, 902),
        dana,
        at,
        chip="price",
        sure="good",
    )
    ask = send(loss, dana, "sms", at + timedelta(hours=3))
    with played_at(today - timedelta(hours=1)):
        words = "You answered everything, except whether it fits under our carport. I asked twice."
        answer = answering.send(ask, words=words, submission="lena", heard="page", reader="rep")
        answering.add_the_rest(answer, closest=["UNDERSTANDING"], wants_answer=True)
        for version in answer.versions.all():
            finding.read(version)


def priya_and_tom(store: Store, dana: User, today: datetime) -> None:
    """Handed to the phone; did it go out?"""
    at = on(store, today - timedelta(days=3), 15)
    deal = walk_in(store, dana, at - timedelta(hours=2), "Priya and Tom", "Ridgeline 24", 29_900, 903)
    loss = no(deal, dana, at, chip="someone_else_decides", sure="coin")
    send(loss, dana, "sms", at + timedelta(hours=1), confirmed=False)


def harbor(store: Store, dana: User, today: datetime) -> None:
    """Said stop. It is honoured everywhere, at once."""
    at = on(store, today - timedelta(days=4), 11)
    loss = no(
        walk_in(store, dana, at - timedelta(hours=1), "Gil", "Harbor 31", 48_900, 904),
        dana,
        at,
        chip="not_ready",
        sure="coin",
    )
    ask = send(loss, dana, "sms", at + timedelta(hours=2))
    with played_at(today - timedelta(hours=5)):
        answering.stop(ask, heard_on="page")


def walt(store: Store, dana: User, today: datetime) -> None:
    """Drove off this afternoon, or last evening when it is still morning."""
    there = local(today, store.zone)
    at = today - timedelta(hours=2) if 13 <= there.hour < 20 else on(store, today - timedelta(days=1), 17, 50)
    deal = walk_in(store, dana, at - timedelta(minutes=45), "Walt", "Cedar 19", 18_900, 905)
    no(deal, dana, at, chip="another_store", sure="good")


def cole_and_wren(store: Store, dana: User, today: datetime) -> None:
    """Asked, and never answered. Looked at from memory; one lesson, which she shared."""
    at = on(store, today - timedelta(days=9), 12)
    deal = walk_in(store, dana, at - timedelta(hours=1), "Cole", "Ridgeline 24", 29_900, 911)
    loss = no(deal, dana, at, chip="someone_else_decides", sure="good")
    send(loss, dana, "sms", at + timedelta(hours=2))
    looked = on(store, at + timedelta(days=4), 18, 20)
    review = afterwards.look(loss, dana, looked, path="ten")
    lines = {
        "setting": ("In the doorway of the Ridgeline, the keys on the counter.", "clear"),
        "forward": ("Walk-through, the price, then they wanted to show it at home first.", "fairly"),
        "turned": ("I said I could send them the brochure. They nodded too fast.", "clear"),
        "their_eyes": ("Nothing in their hands that somebody at home could look at.", "guess"),
    }
    steps = {"needs": "done", "walk_through": "done", "figures": "done", "service_walk": "left_out", "trade": "not_here",
             "manager_hello": "left_out", "decision": "left_out", "follow_up": "left_out"}  # fmt: skip
    afterwards.remember(review, lines, steps, at=looked)
    afterwards.mark(review, "turned", "They nodded too fast when I said brochure.", on="11:45", at=looked)
    afterwards.finish(review, looked + timedelta(minutes=10))
    sentence = (
        "someone who decides is not here", "record a short walk-through for them",
        "they went home to decide and had nothing to show",
    )  # fmt: skip
    afterwards.lesson(loss, dana, sentence, looked + timedelta(minutes=11), shared=True)


def the_hallorans(store: Store, dana: User, today: datetime) -> None:
    """Bought yesterday. A season has these, too."""
    at = on(store, today - timedelta(days=1), 12, 20)
    deal = walk_in(store, dana, at - timedelta(hours=3), "The Hallorans", "Larkspur 30", 44_900, 912)
    with played_at(at):
        losing.win(deal, by=dana)


def the_nguyens(store: Store, dana: User, today: datetime) -> None:
    """Tomorrow, 10:30. This is where every path ends."""
    deal = walk_in(store, dana, on(store, today - timedelta(days=2), 16), "The Nguyens", "Pinecrest 32", 52_900, 910)
    with played_at(on(store, today - timedelta(days=1), 17)):
        adding.note_moment(
            deal, kind=Moment.Kind.CALL, by=dana,
            words="The kids each want their own bed, that is the whole list. His father decides with them and stays at home.",
        )  # fmt: skip
    with played_at(today - timedelta(hours=3)):
        adding.book(deal, at=on(store, today + timedelta(days=1), 10, 30), what="first visit, and figures", by=dana)
