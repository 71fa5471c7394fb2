"""One day on top of a big file, the same whatever its size, made by the verbs a person uses; and the pages they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle
from typing import Any

from django.urls import reverse

from frame.big_file import People
from gametape.ask import answering, asking, handing, visiting
from gametape.ask.links import link_of
from gametape.ask.models import Answer, Ask
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import lose, seal
from gametape.deals.models import Deal, Loss
from gametape.lessons.drawing import draw
from gametape.lessons.keeping import share
from gametape.lessons.linting import Draft
from gametape.lessons.resting import grounds
from gametape.next_one.models import Reminder
from gametape.people.alerting import alert
from gametape.people.may import Viewer
from gametape.people.models import AccessLog, User
from gametape.project import afterwards
from gametape.reasons import finding
from gametape.rescue.saving import begin_those_read
from gametape.sending.outbox import hand_off

OPEN_DEALS = 30
VISITOR = "v" * 16


@dataclass(frozen=True)
class Page:
    """`who` is a first name of the cast, "" for a buyer. `path` may be several, one after the other.
    `data` makes it a POST; it is called before each request."""

    what: str
    who: str
    path: str | Iterator[str]
    data: Callable[[], dict[str, str]] | None = None
    status: int = 200


class Day:
    """Dana's day: thirty open deals, six no-sales of these days, answers, words that wait and words that were handed over;
    and her colleagues' fortnight, so that the manager's pages are full in a small file, too."""

    def __init__(self, people: People) -> None:
        self.dana: User = people.by_name["Dana"]
        self.store = people.lakeside
        self.at = now()
        self.made = 0
        self.open = [self._deal() for _ in range(OPEN_DEALS)]
        book(self.open[0], at=self.at + timedelta(hours=20), what="a second look", by=self.dana)
        self.to_call = lose(self._deal(), where="here", chip="price", by=self.dana)
        self.fresh = [self._no(hours) for hours in (2, 5, 26, 30)]
        self.silent = self._asked(self._no(60))
        self.opened = self._answer("I liked it, but the price was more than we wanted to pay.", wants=True)
        self.unopened = self._answer("Nobody called me back about the hitch.")
        self.held = self._answer("The bank said no to us.")
        self.thanks = self._kept(self.opened.loss, "thanks", "Thank you for telling me. Dana at Lakeside RV")
        hand_off(self.thanks, by=self.dana, channel="copy")
        self.thanked = self._answer("We went with the longer one in the end.", wants=True)
        self.asked = self._fortnight(list(User.objects.filter(pk__in=people.reps[self.store.pk][1:]).order_by("pk")))
        looked = [("the deal", deal) for deal in self.open] + [("their buyer’s words", deal) for deal in self.open]
        AccessLog.objects.bulk_create(
            AccessLog(who=people.by_name["Maria"], whose=self.dana, buyer=deal.buyer, store=self.store, what=what)
            for what, deal in looked * 2
        )
        self.looked = self._looked_at(self.fresh[3])
        for words in finding.unread():
            finding.read(words)
        while begin_those_read():
            pass
        alert([self.dana], store=self.store, about="stop:1", say="Sam: said stop.", link_name="today")

    def _deal(self) -> Deal:
        self.made += 1
        phone, email = f"+1608555{self.made:04d}", f"day{self.made}@mail.example"
        return add_deal(
            self.store,
            self.dana,
            first_name=f"Sam{self.made}",
            unit=f"Meadowlark {self.made}",
            phone=phone,
            email=email,
        )

    def _no(self, hours: int) -> Loss:
        with played_at(self.at - timedelta(hours=hours)):
            loss = lose(self._deal(), where="drove_off", chip="price", by=self.dana)
            seal(loss.own_call, sure="good")
        return loss

    def _looked_at(self, loss: Loss) -> Loss:
        """With a lesson, which fits the thirty open deals, and its card."""
        at = self.at - timedelta(hours=1)
        review = afterwards.look(loss, self.dana, at, path="ten")
        afterwards.write(review, "plan", "Show them the totals early.", at=at)
        afterwards.finish(review, at)
        ground = grounds(Viewer(self.dana), loss, None)[0]
        draft = Draft("we sit down at the figures", "show the total with everything in it", "they add it up at home")
        self.lesson = share(draw(loss, draft, on=ground, by=self.dana), by=self.dana)
        self.reminder = Reminder.objects.create(lesson=self.lesson, user=self.dana, kind="recall", step=3)
        return loss

    def _asked(self, loss: Loss) -> Loss:
        with played_at(self.at - timedelta(hours=40)):
            asking.asked_in_person(loss, by=self.dana)
        return loss

    def _fortnight(self, colleagues: list[User]) -> list[Ask]:
        """Eighty were asked: 62 answered, 18 did not yet; and fifty answers from before were held."""
        asked = [self._of_a_colleague(colleagues[n % 40], days=2 + n / 8) for n in range(80)]
        for n, ask in enumerate(asked[:62]):
            self._said(ask, "You were fair. We bought nearer to home.", days=1.5 + n / 8)
        for n in range(50):
            self._said(self._of_a_colleague(colleagues[n % 40], days=30), "The bank said no to us.", days=29)
        return asked[62:]

    def _of_a_colleague(self, rep: User, *, days: float) -> Ask:
        self.made += 1
        with played_at(self.at - timedelta(days=days)):
            deal = add_deal(
                self.store, rep, first_name="Kim", unit="Heron 20", phone=f"+1608559{self.made:04d}",
                email=f"kim{self.made}@mail.example",
            )  # fmt: skip
            loss = lose(deal, where="here", chip="price", by=rep)
            seal(loss.own_call, sure="good")
            return asking.asked_in_person(loss, by=rep)

    def _said(self, ask: Ask, words: str, *, days: float) -> None:
        with played_at(self.at - timedelta(days=days)):
            answering.send(ask, words=words, submission="page.f", heard="page", reader="rep")

    def _answer(self, words: str, *, wants: bool = False) -> Answer:
        loss = self._asked(self._no(60))
        with played_at(self.at - timedelta(hours=30)):
            submission = visiting.submission_of(VISITOR, "f", words)
            rest = answering.Rest(wants_answer=True) if wants else None
            return answering.send(
                loss.asks.get(),
                words=words,
                submission=submission,
                heard="page",
                reader="rep",
                visitor=VISITOR,
                rest=rest,
            )

    def _kept(self, loss: Loss, kind: str, words: str) -> Any:
        message = handing.keep(loss, kind=kind, by=self.dana, role="rep", channel="copy", words=words)
        message.not_before = None
        message.save(update_fields=["not_before"])
        return message


def pages(day: Day) -> Iterator[Page]:
    """What people open, each as its role."""
    loss, silent, answer = day.fresh[0].pk, day.silent.pk, day.opened.pk
    link = link_of(day.silent.asks.get())
    told = link_of(day.opened.ask)
    year_ago = f"{day.at - timedelta(days=400):%Y%m%dT%H%M%S%f}-1"
    at = reverse
    yield Page("today", "Dana", at("today"))
    yield Page("today, somebody new", "Newton", at("today"))
    yield Page("today, the neutral", "Nia", at("today"))
    yield Page("just got a no", "Dana", at("no"))
    yield Page("your call", "Dana", at("call", args=[day.to_call.pk]))
    yield Page("still here", "Dana", at("here", args=[loss]))
    yield Page("ask later", "Dana", at("ask", args=[loss]))
    yield Page("ask, a second voice", "Maria", at("ask", args=[silent]))
    yield Page("told", "Dana", at("told", args=[loss]))
    yield Page("pasted", "Dana", at("pasted", args=[silent]))
    yield Page("the door", "Dana", at("door", args=[silent]))
    yield Page("just the facts", "Dana", at("facts", args=[loss]))
    yield Page("a message handed over", "Dana", at("message", args=[day.thanks.pk]))
    yield Page("thanks", "Dana", at("thanks", args=[day.thanked.loss_id]))
    yield Page("the answer they want", "Dana", at("answer_back", args=[day.thanked.loss_id]))
    yield Page("deals", "Dana", at("deals"))
    yield Page("deals, no-sales", "Dana", at("deals") + "?state=lost")
    yield Page("deals, searched", "Dana", at("deals") + "?q=Nguyen+Cedar")
    yield Page("deals, older", "Dana", at("deals") + f"?before={year_ago}")
    yield Page("deals of the store", "Maria", at("deals"))
    yield Page("deals of the store, searched", "Maria", at("deals") + "?q=Nguyen+Cedar")
    yield Page("deals of the store, older", "Maria", at("deals") + f"?before={year_ago}")
    yield Page("a new deal", "Dana", at("new_deal"))
    yield Page("a deal", "Dana", at("deal", args=[day.opened.loss.deal_id]))
    yield Page("a deal of the store", "Maria", at("deal", args=[day.opened.loss.deal_id]))
    yield Page("an answer", "Dana", at("answer", args=[answer]))
    yield Page("an answer, as manager", "Maria", at("answer", args=[answer]))
    yield from _second_half(day)
    yield Page("monday, half of all deals", "Maria", at("monday"))
    yield Page("monday, 200 deals", "Mo", at("monday"))
    yield Page("what was said", "Ada", at("said"))
    yield Page("what was said, 22 stores", "Gwen", at("said"))
    yield Page("held", "Frank", at("held"))
    yield Page("a held answer", "Frank", at("held_answer", args=[day.held.pk]))
    yield Page("imports", "Ada", at("imports"))
    yield Page("people", "Olga", at("people"))
    yield Page("somebody leaves", "Olga", at("leave", args=[day.store.pk, day.dana.pk]))
    yield Page("you", "Dana", at("me"))
    yield Page("the buyer's page", "", at("buyer", args=[link]))
    yield Page("the buyer comes again", "", at("buyer", args=[told]) + f"?mine={VISITOR}")
    yield Page("the buyer's optional part", "", at("buyer_rest", args=[told]) + f"?mine={VISITOR}")
    yield Page("the buyer's stop", "", at("buyer_stop", args=[link]))


def _second_half(day: Day) -> Iterator[Page]:
    looked, keyed, ahead = day.looked.pk, day.opened.loss_id, day.open[0].pk
    yield Page("saves", "Dana", reverse("saves"))
    yield Page("saves of the store", "Maria", reverse("saves"))
    yield Page("a save", "Dana", reverse("save", args=[keyed]))
    yield Page("the tape, settle", "Dana", reverse("tape", args=[day.fresh[2].pk]))
    for screen in ("frame", "plan", "tape", "keep", "memory", "steps"):
        yield Page(f"the tape, {screen}", "Dana", reverse("tape_screen", args=[looked, screen]))
    yield Page("a lesson to draw", "Dana", reverse("draw", args=[day.fresh[2].pk]))
    yield Page("lessons", "Dana", reverse("lessons"))
    yield Page("lessons of the store", "Maria", reverse("lessons"))
    yield Page("a lesson", "Dana", reverse("lesson", args=[day.lesson.pk]))
    yield Page("on to the next one", "Dana", reverse("next"))
    yield Page("the card", "Dana", reverse("card", args=[ahead]))
    yield Page("it is Friday", "Dana", reverse("friday", args=[ahead]))
    yield Page("a lesson recalled", "Dana", reverse("recall", args=[day.reminder.pk]))
    yield Page("sixty seconds", "Dana", reverse("reset"))
    yield Page("the ask, practised", "Dana", reverse("practise"))
    yield Page("fifteen minutes a week", "Maria", reverse("weekly"))
    yield Page("buyers", "Olga", reverse("buyers"))
    yield Page("all that is held on one", "Olga", reverse("held_on", args=[day.opened.loss.deal.buyer_id]))
    yield Page("how long it is kept", "Olga", reverse("keeping"))


def acts(day: Day) -> Iterator[list[Page]]:
    """Posts, in the order of one person's taps: a no and what it was, how sure, the question, and the mis-tap taken back
    so that it can be done again; then a walk-in, and what buyers send. "{loss}" is the loss the last redirect led to."""
    tap = {"deal": str(day.open[5].pk), "where": "here", "call": "price"}
    yield [
        Page("tap 1: the page", "Dana", reverse("no")),
        Page("tap 2: no, and what it was", "Dana", reverse("no"), lambda: tap, 303),
        Page("    its page", "Dana", "/losses/{loss}/call/"),
        Page("tap 3: how sure", "Dana", "/losses/{loss}/call/", lambda: {"sure": "good"}, 303),
        Page("    the question", "Dana", "/losses/{loss}/here/"),
        Page("a mis-tap taken back", "Dana", "/losses/{loss}/undo/", dict, 303),
    ]
    counted = count(1)

    def walk_in() -> dict[str, str]:
        n = next(counted)
        return {
            "first_name": "Jo",
            "unit": f"Heron {n}",
            "phone": f"608 557 {n:04d}",
            "where": "here",
            "call": "no_idea",
        }

    def words() -> dict[str, str]:
        n = next(counted)
        return {"words": f"It was the rails, {n}.", "reader": "rep", "submission": f"f{n}", "mine": VISITOR}

    link = link_of(day.silent.asks.get())
    yield [Page("a walk-in's no", "Dana", reverse("no"), walk_in, 303)]
    pages = cycle([reverse("buyer", args=[link_of(ask)]) for ask in day.asked])
    yield [Page("a buyer sends words", "", pages, words, 303)]
    yield [Page("a buyer says stop", "", reverse("buyer_stop", args=[link]), dict)]
