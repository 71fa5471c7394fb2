"""What a page costs does not grow with what is in the file: the same queries with one of everything and with thirty,
which is a hundred answers, sixty messages and more deals and losses than one page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking, handing, visiting
from gametape.ask.links import link_of
from gametape.ask.models import Answer, Ask, Incoming
from gametape.common.clock import now, played_at
from gametape.connectors.csv.models import BroughtFile
from gametape.deals.adding import add_deal, book, note_moment
from gametape.deals.losing import dump, lose, seal
from gametape.deals.models import Batch, Deal, Loss
from gametape.lessons.fitting import fits_of
from gametape.lessons.models import Lesson
from gametape.patterns.models import Search
from gametape.patterns.tests.told import kept
from gametape.people.alerting import alert
from gametape.people.consent import they_said_stop
from gametape.people.inviting import invite
from gametape.people.models import Store, User
from gametape.postmortem import reviewing, sharing
from gametape.postmortem.models import Marked, Note
from gametape.reasons import finding
from gametape.reasons.models import Finding
from gametape.sending.models import Message
from gametape.sending.outbox import hand_off
from gametape.tape.models import Line, Mark, Recording, Speaker

WEDNESDAY = "2026-06-17T18:00:00Z"  # 13:00 at Lakeside RV
VISITOR = "v" * 16
THIRTY = 30


class OneOfEverything:
    """Each call of `add` makes one of everything a person of Lakeside RV can come across."""

    def __init__(self, store: Store, dana: User, ada: User, olga: User) -> None:
        self.store, self.dana, self.ada, self.olga = store, dana, ada, olga
        self.n = 0

    def add(self) -> None:
        self.n += 1
        book(self.deal(), at=now() + timedelta(days=1, minutes=self.n), by=self.dana)
        lose(self.deal(), where="here", chip="price", by=self.dana, at=now() - timedelta(hours=3))
        self.no(hours=2)
        self.asked(self.no(hours=70))
        self.came_in(self.asked(self.no(hours=9 * 24)))
        self.from_here("queued")
        self.from_here("unsure")
        asking.leave_to_another(self.no(hours=50), by=self.dana)
        they_said_stop(self.no(hours=60).deal.buyer, heard_on="told")  # type: ignore[arg-type]
        self.answered("The price was more than we wanted to pay.")
        self.answered("You never called us back.", reader="manager")
        self.answered("The bank said no to us.")
        self.answered_back(self.answered("We went with the longer one.", opened=True))
        alert([self.dana], store=self.store, about=f"stop:{self.n}", say="Said stop.", link_name="today")
        Batch.objects.create(store=self.store, by=self.ada, file_name=f"{self.n}.csv")
        self.searched()
        BroughtFile.objects.create(store=self.store, by=self.ada, name="deals.csv", path="gone.csv", told={})
        invite(self.store, role="rep", by=self.olga)
        self.lessons()
        self.taped()

    def taped(self) -> None:
        """Of one deal one recording more, and on the first of them a voice, lines and marks more."""
        first = Recording.objects.order_by("pk").first()
        deal = first.deal if first else Answer.objects.order_by("pk")[0].loss.deal
        told = {"deal": deal, "by": self.dana, "agreed": "asked", "agreed_by": "Dana", "agreed_at": now()}
        row = Recording.objects.create(**told, state="ready", name=f"{self.n}.wav", seconds=60.0)
        first = first or row
        voice = Speaker.objects.create(recording=first, label=f"Voice {self.n}")
        for speaker in (voice, None):
            number = first.lines.count()
            Line.objects.create(
                recording=first, number=number, text="How much?", start=number, end=number + 1, speaker=speaker
            )
            Mark.objects.create(recording=first, number=number, start=number)

    def searched(self) -> None:
        """A pattern with as many deals behind it as it shows at most, of those that are there."""
        kept(self.store, list(Deal.objects.order_by("pk").values_list("pk", flat=True)[:30]))

    def came_in(self, ask: Ask) -> None:
        """Two replies that wait for Dana: one about a deal, one from its buyer's address."""
        buyer = ask.loss.deal.buyer
        told = {"channel": "email", "kind": "words", "words": "The smell.", "state": "waits", "store": self.store}
        Incoming.objects.create(key=f"late {self.n}", why="late", loss=ask.loss, **told)
        Incoming.objects.create(key=f"new {self.n}", why="several", sender=buyer.email if buyer else "", **told)

    def lessons(self) -> None:
        """Three that fit whoever comes for a first visit, which is as many as a card has."""
        fits = fits_of("they come for a first visit and figures come")
        for what in ("the total", "the trade", "the term"):
            Lesson.objects.create(
                store=self.store, owner=self.dana, trigger="figures come", do=f"say {what}", because="x", fits=fits
            )

    def from_here(self, state: str) -> None:
        """A message that leaves from here: held, or cut off on its way."""
        loss = self.no(hours=30)
        Message.objects.create(
            store=self.store, deal=loss.deal, loss=loss, buyer=loss.deal.buyer, by=self.dana, kind="ask", state=state,
            channel="email", via="product", words="What did I miss?", mark=f"{state}{self.n}", go_at=now() + timedelta(days=1),
        )  # fmt: skip

    def deal(self) -> Deal:
        number = Deal.objects.count()
        return add_deal(
            self.store, self.dana, first_name=f"Sam {number}", unit="Cedar 24", phone=f"+1507555{number:04d}",
            email=f"b{number}@mail.example",
        )  # fmt: skip

    def no(self, *, hours: int) -> Loss:
        with played_at(now() - timedelta(hours=hours)):
            deal = self.deal()
            note_moment(deal, kind="call", by=self.dana)
            loss = lose(deal, where="drove_off", chip="price", by=self.dana)
            seal(loss.own_call, sure="good")
            dump(loss, words="They looked at the clock.", by=self.dana)
        return loss

    def asked(self, loss: Loss) -> Ask:
        with played_at(loss.at + timedelta(minutes=5)):
            return asking.asked_in_person(loss, by=self.dana)

    def answered(self, words: str, *, reader: str = "rep", opened: bool = False) -> Answer:
        ask = self.asked(self.no(hours=60))
        with played_at(now() - timedelta(hours=40)):
            submission = visiting.submission_of(VISITOR, "f", words)
            answer = answering.send(
                ask, words=words, submission=submission, heard="page", reader=reader, visitor=VISITOR,
                rest=answering.Rest(wants_answer=True),
            )  # fmt: skip
        finding.read(answer.versions.get())
        Answer.objects.filter(pk=answer.pk).update(opened_at=now() if opened else None)
        return answer

    def looked(self, loss: Loss) -> None:
        """Dana's tape of this no, with as much on it as it holds; one moment shared."""
        review = reviewing.begin(loss, by=self.dana, path="ten")
        reviewing.give_own_view(review)
        for kind in Marked.Kind.values:
            mark = Marked.objects.create(review=review, kind=kind, rests="memory", at=loss.at, saw="Quiet.")
        for screen in ("plan", "facts", "surprise", "in_hands", "not_in_hands", "keep"):
            Note.objects.create(review=review, screen=screen, text="A line.")
        sharing.share(mark, nameless=False)

    def answered_back(self, answer: Answer) -> None:
        """A thank-you that was handed over, and the answer they asked for, which waits."""
        self.looked(answer.loss)
        thanks = handing.keep(
            answer.loss, kind="thanks", by=self.dana, role="rep", channel="copy", words="Thank you. Dana at Lakeside RV"
        )
        Message.objects.filter(pk=thanks.pk).update(not_before=None)
        thanks.refresh_from_db()
        hand_off(thanks, by=self.dana, channel="copy")
        handing.keep(
            answer.loss, kind="answer", by=self.dana, role="rep", channel="copy", words="It tows. Dana at Lakeside RV"
        )


@pytest.fixture
def everything(lakeside: Store, dana: User, ada: User, olga: User) -> Iterator[OneOfEverything]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield OneOfEverything(lakeside, dana, ada, olga)


@pytest.fixture
def pages() -> Callable[[], dict[str, str]]:
    """{"who name": path} of every page of the journey, about the rows that were there first."""

    def of_the_first() -> dict[str, str]:
        fresh, silent = Loss.objects.order_by("pk")[1:3]
        answers = Answer.objects.order_by("pk")
        answer, held = answers[0], answers.filter(held_for="credit")[0]
        told = answers.filter(loss__messages__kind="thanks")[0]
        handed = Message.objects.filter(kind="thanks").order_by("pk")[0]
        held_here, cut_off = (Message.objects.filter(state=state).order_by("pk")[0] for state in ("queued", "unsure"))
        booked = Deal.objects.filter(next_at__isnull=False).order_by("pk")[0]
        tape = Recording.objects.order_by("pk")[0]
        own = {
            "dana": [
                ("today",), ("no",), ("no", "?deal=", fresh.deal_id - 1), ("call", Loss.objects.order_by("pk")[0].pk), ("here", fresh.pk),
                ("told", fresh.pk), ("door", silent.pk), ("ask", fresh.pk), ("pasted", silent.pk), ("facts", fresh.pk), ("message", handed.pk), ("recording", tape.pk), ("who", tape.pk), ("recording_numbers", tape.pk), ("line", tape.pk, 0), ("new_recording", tape.deal_id), ("veto", held_here.pk), ("unsure", cut_off.pk), ("may_text", fresh.pk), ("lessons",), ("draw", answer.loss_id),
                ("thanks", told.loss_id), ("answer_back", told.loss_id), ("answer", answer.pk), ("deal", answer.loss.deal_id),
                ("save", answer.loss_id), ("save", told.loss_id), ("saves",),
                ("unplaced",), ("next",), ("reset",), ("reset_after", silent.pk), ("practise",), ("card", booked.pk), ("friday", booked.pk),
                ("tape", told.loss_id), ("tape_memory", told.loss_id),
                *(("tape_screen", told.loss_id, name) for name in ("plan", "facts", "tape", "buyer", "gap", "keep", "steps", "friend")),
                ("deals",), ("deals", "?q=", "Sam"), ("deals", "?state=", "lost"), ("new_deal",), ("appointment", fresh.deal_id),
                ("moment", fresh.deal_id), ("partner", fresh.deal_id), ("me",), ("pledge",), ("front",), ("chance",), ("unexpected",),
            ],
            "maria": [("unplaced",), ("patterns",), ("pattern_deals", Search.objects.get().pk, 1), ("saves",), ("save", answer.loss_id), ("left_unasked", handed.store_id), ("monday",), ("deals",), ("answer", answer.pk), ("deal", answer.loss.deal_id), ("ask", silent.pk), ("me",)],
            "nia": [("today",), ("ask", silent.pk)],
            "frank": [("saves",), ("save", held.loss_id), ("held",), ("held_answer", held.pk)],
            "ada": [("said",), ("imports",), ("buyers",), ("held_on", told.loss.deal.buyer_id), ("everything", told.loss.deal.buyer_id), ("import_batch", Batch.objects.order_by("pk")[0].pk)],
            "olga": [("left_unasked", handed.store_id), ("people",), ("said",), ("leave", handed.store_id, handed.by_id)],
        }  # fmt: skip
        link, theirs = link_of(silent.asks.get()), f"?mine={VISITOR}"
        buyers = [reverse("buyer", args=[link]), reverse("buyer_stop", args=[link])]
        buyers += [reverse(name, args=[link_of(answer.ask)]) + theirs for name in ("buyer", "buyer_rest")]
        found = {f"buyer {path.split('/')[3:]}": path for path in buyers}
        for who, some in own.items():
            for name, *args in some:
                query = "".join(map(str, args)) if args and str(args[0]).startswith("?") else ""
                which = query[:3] or "".join(f" {arg}" for arg in args if isinstance(arg, str))
                found[f"{who} {name}{which}"] = reverse(name, args=[] if query else args) + query
        return found

    return of_the_first


def counted(browsers: dict[str, Client], pages: dict[str, str]) -> dict[str, int]:
    """The second request of each counts: the first may note a look, or make what is made once."""
    found = {}
    for page, path in pages.items():
        browser = browsers.get(page.split()[0]) or Client()
        browser.get(path)
        with CaptureQueriesContext(connection) as caught:
            response = browser.get(path)
        assert response.status_code in (200, 302, 303), f"{page}: {response.status_code}"
        found[page] = len(caught)
    return found


@pytest.mark.django_db
@pytest.mark.slow
def test_thirty_of_everything_cost_the_queries_of_one(
    everything: OneOfEverything,
    pages: Callable[[], dict[str, str]],
    signed_in_as: Callable[[User], Client],
    dana: User,
    maria: User,
    ada: User,
    frank: User,
    nia: User,
    olga: User,
) -> None:
    people = {"dana": dana, "maria": maria, "ada": ada, "frank": frank, "nia": nia, "olga": olga}
    browsers = {name: signed_in_as(person) for name, person in people.items()}
    everything.add()
    of_the_first = pages()
    with_one = counted(browsers, of_the_first)
    while everything.n < THIRTY:
        everything.add()
    with_thirty = counted(browsers, of_the_first)
    grown = {page: (with_one[page], n) for page, n in with_thirty.items() if n != with_one[page]}
    assert not grown, f"queries with one and with thirty: {grown}"
    assert Finding.objects.count() >= THIRTY, "the reader found something to show"
    assert min(Message.objects.count(), Answer.objects.count(), Deal.objects.count()) >= 60


@pytest.mark.django_db
def test_an_answer_in_many_versions_costs_the_queries_of_one(
    everything: OneOfEverything, signed_in_as: Callable[[User], Client], dana: User, maria: User
) -> None:
    answer = everything.answered("The price was more than we wanted to pay.")
    browsers = {"dana": signed_in_as(dana), "maria": signed_in_as(maria)}
    page, day, held = (
        reverse("answer", args=[answer.pk]),
        reverse("monday"),
        reverse("deal", args=[answer.loss.deal_id]),
    )
    opened = {"dana answer": page, "maria answer": page, "maria monday": day, "maria deal": held}
    once = counted(browsers, opened)
    with played_at(now() - timedelta(hours=30)):
        for n in range(8):
            answering.send(
                answer.ask, words=f"And the hitch, {n}.", submission=f"{VISITOR}.{n}", heard="page", visitor=VISITOR
            )
    assert counted(browsers, opened) == once
