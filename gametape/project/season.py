"""The demo season, played through the same verbs a person uses, each at its own hour.

Lakeside RV, six reps, a quarter up to today: 124 no-sales, 103 of them askable, 61 asked, 19 answered, 6 wanted an
answer, 3 came back and bought, and the 42 who stayed silent are there too. Four stories are told by hand in `stories`;
the rest is drawn from `season.yaml` with a fixed seed, so everybody sees the same season.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import transaction

from gametape.ask import answering, asking, hearing
from gametape.ask.models import Ask
from gametape.ask.opened import opened
from gametape.common.clock import local, now, played_at
from gametape.deals import adding, losing
from gametape.deals.models import Deal, Loss
from gametape.deals.vocabulary import LEAVES
from gametape.patterns import refreshing
from gametape.people.models import Alert, Membership, Store, User
from gametape.people.pledging import accept
from gametape.project import colleagues, playing, stories
from gametape.reasons import finding

SEASON: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "season.yaml").read_text())
ROOMS = (
    "people",
    "deals",
    "sending",
    "ask",
    "win_probability",
    "reasons",
    "rescue",
    "postmortem",
    "lessons",
    "patterns",
    "next_one",
    "privacy",
)
WAY = {"call": "A few minutes on the phone", "visit": "Came back to look", "figures": "Sat down to figures"}
DAYS = 84
WON = 117


@dataclass(frozen=True)
class Played:
    no_sales: int
    asked: int
    answered: int

    def __str__(self) -> str:
        return (
            f"Lakeside RV: {self.no_sales} no-sales, {self.asked} asked, {self.answered} answered. All of it invented."
        )


def clear() -> None:
    """Takes the whole demo away. Only ever called in the demo's own folder."""
    with transaction.atomic():
        for room in reversed(ROOMS):
            for model in apps.get_app_config(room).get_models():
                if model.__name__ not in {"Buyer", "Deal", "Store", "User"}:
                    model._base_manager.all().delete()
        for name in ("deals.Deal", "people.Buyer", "people.Store", "people.User"):
            apps.get_model(name)._base_manager.all().delete()


@transaction.atomic
def play() -> Played:
    """The whole season in one transaction: it is there, or it is not."""
    today = now()
    store = Store.objects.create(**SEASON["lakeside"])
    people = {person.first_name.lower(): person for person in _people(store, today)}
    reps = [people[name.split()[0].lower()] for name in SEASON["reps"]]
    dice = random.Random(27)
    _the_many(store, reps, dice, today)
    stories.tell(store, people, today)
    _b2b(today)
    refreshing.refresh(store)
    Alert.objects.filter(at__lt=today - timedelta(days=2)).update(seen_at=today)
    losses = Loss.objects.filter(deal__store=store, undone_at=None, deal__left_out="")
    asked = losses.filter(asks__asked_at__isnull=False).distinct().count()
    return Played(losses.count(), asked, losses.filter(answer__status="").count())


def _people(store: Store, today: datetime) -> Iterator[User]:
    with played_at(today - timedelta(days=DAYS + 7)):
        everyone = {**dict.fromkeys(SEASON["reps"], "rep"), **SEASON["others"]}
        for name, role in everyone.items():
            yield colleague(store, name, role)


def colleague(store: Store, name: str, role: str) -> User:
    person = User.objects.create_user(name, email=f"{name.split()[0].lower()}@demo.example")
    Membership.objects.create(user=person, store=store, role=role)
    if role == "manager":
        accept(person)
    return person


def _the_many(store: Store, reps: list[User], dice: random.Random, today: datetime) -> None:
    """Everything that is not told by hand. The numbers of the season are made up here, one by one."""
    fates = _fates()
    dice.shuffle(fates)
    days = sorted(dice.sample(range(9 * 4, DAYS * 4), len(fates)), reverse=True)
    for number, (fate, quarter_days) in enumerate(zip(fates, days, strict=True)):
        at = _on_the_floor(store, today - timedelta(days=quarter_days / 4), dice)
        _one(store, reps[number % len(reps)], fate, at, dice, number)


def _fates() -> list[dict[str, Any]]:
    """What becomes of each deal. With the stories told by hand they add up to the season's numbers."""
    told: Counter[str] = Counter(stories.ADDS)
    answered = [{"fate": "answered", **answer} for answer in SEASON["answers"]]
    silent = {"told": 6, "sms": 26, "email": 10}
    fates = [*answered]
    for how, many in silent.items():
        fates += [{"fate": "silent", "how": how}] * (many - told[f"silent_{how}"])
    fates += [{"fate": "unasked"}] * (42 - told["unasked"])
    fates += [{"fate": "no_address"}] * (9 - told["no_address"])
    fates += [{"fate": "stopped"}] * (12 - told["stopped"])
    fates += [{"fate": "test"}] * 4
    fates += [{"fate": "won"}] * (WON - told["won"])
    if len(answered) + told["answered"] != 19:
        raise ValueError("The season has nineteen answers; season.yaml and the stories do not add up.")
    return fates


def _on_the_floor(store: Store, near: datetime, dice: random.Random) -> datetime:
    """A working hour of that day at the store: 11 to 16 o'clock."""
    day = local(near, store.zone)
    return day.replace(
        hour=dice.randint(11, 15), minute=dice.choice([0, 5, 10, 20, 25, 35, 40, 50]), second=0, microsecond=0
    )


def _one(store: Store, rep: User, fate: dict[str, Any], at: datetime, dice: random.Random, number: int) -> None:
    began = timedelta(minutes=dice.randint(50, 170), days=number * 7 % 11 if number % 2 else 0)
    deal = _walk_in(store, rep, at - began, dice, number, addressed=fate["fate"] != "no_address")
    _on_the_way(deal, rep, at, number, sold=fate["fate"] == "won")
    if fate["fate"] == "test":
        Deal.objects.filter(pk=deal.pk).update(left_out="test lead")
    with played_at(at):
        if fate["fate"] == "won":
            losing.win(deal, by=rep)
            return
        where = Loss.Where.HERE if fate.get("how") == "told" else dice.choice([Loss.Where.DROVE_OFF, Loss.Where.PHONE])
        loss = losing.lose(deal, where=where, chip=dice.choice(SEASON["chips"]), by=rep)
        losing.seal(loss.own_call, sure=dice.choice(["coin", "good", "good", "counting"]))
        if fate["fate"] == "stopped":
            hearing.stop(loss, by=rep)
            return
    if fate["fate"] in {"answered", "silent"}:
        ask_it(loss, rep, fate, at, dice)


def _walk_in(store: Store, rep: User, at: datetime, dice: random.Random, number: int, *, addressed: bool) -> Deal:
    unit, dollars = dice.choice(SEASON["units"])
    first, last = dice.choice(SEASON["first_names"]), dice.choice(SEASON["last_names"])
    with played_at(at):
        deal = adding.add_deal(
            store, rep, first_name=first, last_name=last, unit=unit, amount_minor=dollars * 100,
            phone=f"+1507555{number:04d}" if addressed else "",
            email=f"{first}.{last}.{number}@mail.example".lower() if addressed else "",
        )  # fmt: skip
    return deal


def _on_the_way(deal: Deal, rep: User, end: datetime, number: int, *, sold: bool) -> None:
    """What happened in between, on every second deal. Four in five of those that are bought come back to look and sit
    down to figures once; with the others there are figures, and then other figures. One in five is the other way round, as in life."""
    if not number % 2:
        return
    dice = random.Random(number)
    warm = sold if dice.random() < 0.8 else not sold
    kinds = ("call", "visit", "figures") if warm else ("call", "figures", "figures")
    shares = (0.3, 0.7, 0.95) if warm else (0.1, 0.2, 0.9)
    long = end - deal.opened_at
    for kind, share in list(zip(kinds, shares, strict=True))[: dice.choice([2, 3, 3])]:
        with played_at(deal.opened_at + share * long):
            adding.note_moment(deal, kind=kind, words=WAY[kind], by=rep)


def ask_it(loss: Loss, rep: User, fate: dict[str, Any], at: datetime, dice: random.Random) -> None:
    """Face to face at the no, or written and sent when the plan allows; then perhaps an answer."""
    if fate["how"] == "told":
        with played_at(at + timedelta(minutes=2)):
            ask = asking.asked_in_person(loss, by=rep)
        answered_at = at + timedelta(minutes=6)
    else:
        ask = playing.send(loss, rep, fate["how"], at + timedelta(hours=2))
        answered_at = (ask.asked_at or at) + timedelta(minutes=dice.randint(15, 400))
    if fate["fate"] == "answered":
        answer_it(ask, rep, fate, answered_at)


def answer_it(ask: Ask, rep: User, fate: dict[str, Any], at: datetime) -> None:
    """The buyer's words, read, opened by the rep, the likeliest leaf confirmed; perhaps a key, a be-back, a deal."""
    told = fate["how"] == "told"
    with played_at(at):
        answer = answering.send(
            ask, words=fate["words"], submission=f"season-{ask.pk}", heard="told" if told else "page",
            reader="rep", told_to=rep if told else None,
        )  # fmt: skip
        if fate.get("wants"):
            answering.add_the_rest(answer, closest=[], wants_answer=True)
        for words in answer.versions.all():
            finding.read(words)
    with played_at(at + timedelta(minutes=45)):
        opened(answer, by=rep)
        suggested = [one for one in finding.shown(answer) if not LEAVES[one.leaf].private]
        if suggested:
            finding.confirm(suggested[0], by=rep)
    if fate.get("bought"):
        with played_at(at + timedelta(days=2)):
            losing.win(ask.loss.deal, by=rep)


def _b2b(today: datetime) -> None:
    """A second login: a store that sells to businesses, with one long deal that was lost."""
    store = Store.objects.create(**SEASON["northfield"])
    people = {name.split()[0].lower(): colleague(store, name, role) for name, role in SEASON["b2b_people"].items()}
    colleagues.northfield(store, people["iris"], today)
