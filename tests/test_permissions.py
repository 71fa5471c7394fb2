"""Every address and verb x every role x the own and a foreign store, against the table written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gametape.ask import answering, asking, handing
from gametape.ask.links import link_of
from gametape.ask.models import Incoming
from gametape.common.clock import now, played_at
from gametape.connectors.csv.models import BroughtFile
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Batch, Deal, Loss
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.patterns.tests.told import kept
from gametape.people.inviting import invite
from gametape.people.models import Alert, Role, Store, User
from gametape.postmortem import reviewing
from gametape.postmortem.models import Marked, Note
from gametape.reasons import finding
from gametape.reasons.models import Finding
from gametape.sending.models import Message
from gametape.sending.outbox import hand_off
from gametape.tape import places
from gametape.tape.models import Line, Recording, Sound, Speaker
from tests.frame.cast import works_at
from tests.permission_table import TABLE

ROLES = ("out", "dana", "ben", "maria", "ada", "frank", "nia", "olga")
FOREIGN = {
    "dana": Role.REP,
    "maria": Role.MANAGER,
    "ada": Role.ADMIN,
    "frank": Role.FINANCE,
    "nia": Role.NEUTRAL,
    "olga": Role.OWNER,
}
# Addresses that allauth owns; what they do to the signed-in person is theirs, and they are about nobody else.
OF_ONES_OWN_ACCOUNT = ("account_", "mfa_")


@dataclass(frozen=True)
class Row:
    name: str
    verb: str
    expected: dict[str, str]
    foreign: str

    @property
    def address(self) -> str:
        return self.name.partition("@")[0]


def rows() -> Iterator[Row]:
    for line in TABLE.strip().splitlines():
        if line and not line.startswith("#"):
            name, verb, *cells = line.split()
            assert len(cells) == len(ROLES) + 1, line
            yield Row(name, verb, dict(zip(ROLES, cells[:-1], strict=True)), cells[-1])


ROWS = list(rows())


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        elif pattern.name and not pattern.name.startswith(OF_ONES_OWN_ACCOUNT):
            yield pattern.name


def test_every_address_and_both_verbs_stand_in_the_table() -> None:
    there = set(addresses(get_resolver().url_patterns))
    written = {(row.address, row.verb) for row in ROWS}
    missing = {name for name in there if not {(name, "GET"), (name, "POST")} & written}
    assert not missing, f"addresses nobody decided about: {sorted(missing)}"
    assert not {row.address for row in ROWS} - there, "rows about addresses that are gone"


@dataclass(frozen=True)
class World:
    people: dict[str, User]
    foreigners: dict[str, User]
    args: dict[str, list[Any]]
    data: dict[str, dict[str, Any]]


def _no(store: Store, dana: User, first: str, number: int, **sealed: Any) -> Loss:
    deal = add_deal(
        store,
        dana,
        first_name=first,
        unit=f"Cedar {number}",
        phone=f"+1507555010{number}",
        email=f"{first}@mail.example".lower(),
    )
    loss = lose(deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
    seal(loss.own_call, sure="good")
    return loss


def _answered(loss: Loss, dana: User, words: str) -> tuple[Any, Finding | None]:
    ask = asking.asked_in_person(loss, by=dana)
    answer = answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page", reader="rep")
    for version in answer.versions.all():
        finding.read(version)
    return answer, Finding.objects.filter(loss=loss).first()


def _from_here(loss: Loss, dana: User, state: str) -> Message:
    return Message.objects.create(
        store=loss.store, deal=loss.deal, loss=loss, buyer=loss.deal.buyer, by=dana, kind="ask", channel="email",
        via="product", words="What did I miss?", state=state, mark=state, go_at=now() + timedelta(days=1),
    )  # fmt: skip


def _looked(loss: Loss, dana: User) -> tuple[Marked, Note]:
    """Dana's look at the tape of this one: a moment and a note, hers."""
    review = reviewing.begin(loss, by=dana, path="ten")
    mark = Marked.objects.create(review=review, kind="turned", rests="memory", at=loss.at, saw="Quiet.")
    return mark, Note.objects.create(review=review, screen="keep", text="The walk-through.")


def _on_tape(deal: Deal, dana: User) -> tuple[Recording, Recording]:
    """A recording of Dana's that waits for its file, and one that is there, with a voice and a line."""
    told = {"deal": deal, "by": dana, "agreed": "announced", "agreed_by": "Dana", "agreed_at": now()}
    tape = Recording.objects.create(**told, state="ready", name="call.wav")
    (places.folder(tape) / "abc").write_bytes(b"RIFF")
    Sound.objects.create(recording=tape, file="abc", form="wav", mime="audio/wav", size=4)
    Speaker.objects.create(recording=tape, label="Channel 1")
    Line.objects.create(recording=tape, number=0, text="There are three totals.", start=0.0, end=2.0)
    return Recording.objects.create(**told), tape


@pytest.fixture
def world(
    lakeside: Store, hilltop: Store, dana: User, ben: User, maria: User, ada: User, frank: User, nia: User, olga: User
) -> World:
    """Dana's open deal; four no-sales: one not asked, one asked in vain, one left to another, one answered two days
    ago; an answer of this hour; one that was held; a message that waits and one that was handed."""
    people = {"dana": dana, "ben": ben, "maria": maria, "ada": ada, "frank": frank, "nia": nia, "olga": olga}
    foreigners = {name: works_at(hilltop, f"{name.title()} Elsewhere", role) for name, role in FOREIGN.items()}
    with played_at(now() - timedelta(days=3)):
        lost = {
            name: _no(lakeside, dana, name.title(), n)
            for n, name in enumerate(
                ["unasked", "silent", "not_me", "answered", "fresh", "held", "keyed_held", "queued", "unsure"]
            )
        }
        asking.asked_in_person(lost["silent"], by=dana)
        asking.leave_to_another(lost["not_me"], by=dana)
    with played_at(now() - timedelta(days=2)):
        answer, found = _answered(
            lost["answered"], dana, "I asked twice if it would tow our trailer and nobody could tell me."
        )
        answering.add_the_rest(answer, closest=[], wants_answer=True)
        held, held_found = _answered(lost["held"], dana, "The bank said no to us.")
        keyed_held, _ = _answered(lost["keyed_held"], dana, "The bank said no to us.")
        answering.add_the_rest(keyed_held, closest=[], wants_answer=True)
    fresh, _ = _answered(lost["fresh"], dana, "You were way low on my trade.")
    open_deal = add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+15075550199")
    waiting = handing.keep(
        lost["answered"],
        kind="thanks",
        by=dana,
        role="rep",
        channel="copy",
        words="Thank you for telling me. Dana at Lakeside RV",
    )
    waiting.not_before = None
    waiting.save()
    handed = handing.keep(
        lost["answered"],
        kind="answer",
        by=dana,
        role="rep",
        channel="copy",
        words="Thank you. It tows 5,000 pounds. Dana at Lakeside RV",
    )
    handed.not_before = None
    handed.save()
    hand_off(handed, by=dana, channel="copy")
    queued, unsure = (_from_here(lost[state], dana, state) for state in ("queued", "unsure"))
    mark, note = _looked(lost["answered"], dana)
    waits, tape = _on_tape(open_deal, dana)
    alert = Alert.objects.create(to=dana, store=lakeside, about="x", say="Look", link_name="today")
    lesson = Lesson.objects.create(store=lakeside, owner=dana, trigger="they ask twice", do="answer", because="of Sam")
    on_the_card = Reminder.objects.create(lesson=lesson, user=dana, deal=open_deal)
    recalled = Reminder.objects.create(lesson=lesson, user=dana, kind=Reminder.Kind.RECALL, step=3)
    own, own_shared = (
        Lesson.objects.create(store=lakeside, owner=dana, trigger="a trade comes up", do="walk around it", because="it was a surprise", shared_at=shared_at)
        for shared_at in (None, now())
    )  # fmt: skip
    assert found is not None
    unasked, token = lost["unasked"].pk, invite(lakeside, role="rep", by=olga).strip("/").split("/")[-1]
    link = link_of(lost["silent"].asks.get())
    brought = BroughtFile.objects.create(
        store=lakeside,
        by=ada,
        name="deals.csv",
        path="gone.csv",
        told={"mapping": {}, "examples": {}, "header": [], "rows": 0, "kind": "deals"},
    )
    batch = Batch.objects.create(store=lakeside, by=ada, file_name="deals.csv")
    search = kept(lakeside, [lost["answered"].deal_id])
    came = {
        name: Incoming.objects.create(
            key=name, channel="email", kind="words", words="The smell.", state="waits", came_at=now() - timedelta(days=2), **more
        )
        for name, more in {
            "late": {"loss": lost["silent"], "store": lakeside},
            "held": {"loss": lost["silent"], "store": lakeside, "held_for": "private"},
            "new": {},
        }.items()
    }  # fmt: skip
    args: dict[str, list[Any]] = {
        "pattern_deals": [search.pk, 1], "pattern_table": [search.pk], "pattern_sheet": [search.pk],
        **{f"unplaced_{act}": [came["late"].pk] for act in ["one", "placed", "nothing", "stop", "store@placed"]},
        **{f"unplaced_{act}": [came["new"].pk] for act in ["store", "one@new", "placed@new"]}, "unplaced_one@held": [came["held"].pk],
        **{key: [brought.pk] for key in ["import_file", "import_begin", "import_put_away"]},
        **{key: [batch.pk] for key in ["import_batch", "import_undo"]},
        "demo_door": ["dana"], "join": [token], "back_in": [ben.pk], "store": [lakeside.pk], "owners": [lakeside.pk], "roles": [ben.pk], "leave": [lakeside.pk, ben.pk],
        **{key: [open_deal.pk] for key in ["deal", "won", "appointment", "moment", "partner", "card", "friday"]},
        **{key: [open_deal.buyer_id] for key in ["held_on", "everything", "forget", "hold"]},
        "be_back": [lost["unasked"].deal_id],
        **{key: [unasked] for key in ["call", "undo", "facts", "here", "told", "quiet", "need_manager", "door", "screen", "ask", "ask_words", "pasted", "they_said_stop", "not_me", "reset_after"]},
        **{key: [lost["silent"].pk] for key in ["told@silent", "ask@silent", "ask_words@silent", "they_said_stop@silent"]},
        "ask@not_me": [lost["not_me"].pk],
        **{key: [lost["answered"].pk] for key in ["thanks", "answer_back", "changed", "was_there", "save", "save_passed", "save_outcome"]},
        "save@fresh": [lost["fresh"].pk], "save@held": [lost["held"].pk], "left_unasked": [lakeside.pk],
        **{f"{key}@keyed_held": [lost["keyed_held"].pk] for key in ["save", "save_passed", "save_outcome"]},
        **{key: [waiting.pk] for key in ["message", "hand_off"]}, **{key: [handed.pk] for key in ["went_out", "not_yet"]},
        "veto": [queued.pk], "unsure": [unsure.pk], "may_text": [lost["answered"].pk],
        **{key: [link] for key in ["buyer", "buyer_rest", "buyer_draft", "buyer_stop"]},
        **{key: [link[:-2] + ("AA" if not link.endswith("AA") else "BB")] for key in ["buyer@guessed", "buyer_stop@guessed"]},
        **{key: [answer.pk] for key in ["answer", "pick", "held_answer@plain", "release@plain"]},
        **{key: [fresh.pk] for key in ["answer@fresh", "pick@fresh"]},
        **{key: [found.pk] for key in ["confirm", "put_aside"]},
        **{key: [held.pk] for key in ["pick@held", "held_answer", "release"]},
        **{key: [lost["answered"].pk] for key in ["tape", "tape_memory"]}, "tape_screen": [lost["answered"].pk, "keep"],
        "new_recording": [open_deal.pk], **{key: [waits.pk] for key in ["recording_file", "recording_parts"]},
        **{key: [tape.pk] for key in ["recording", "recording_sound", "recording_words_timed", "recording_numbers", "recording_words", "recording_stop", "recording_gone", "who", "who_said", "who_undo"]},
        **{key: [tape.pk, 0] for key in ["line", "mark", "mark_gone"]}, "recording_export": [tape.pk, "vtt"],
        "mark_shared": [mark.pk], "note_shared": [note.pk],
        "confirm@held": [held_found.pk if held_found else 0], "alert_seen": [alert.pk],
        **{key: [own.pk] for key in ["lesson", "lesson_shared", "lesson_dropped"]}, "draw": [lost["answered"].pk],
        **{f"{key}@shared": [own_shared.pk] for key in ["lesson", "lesson_shared", "lesson_dropped"]},
        "lesson_used": [on_the_card.pk], "recall": [recalled.pk],
    }  # fmt: skip
    data = {
        "line": {"text": "There were three totals."}, "who_said": {"line": "0", "side": "buyer"}, "who": {"speaker": tape.speakers.get().pk, "side": "rep"},
        "unplaced_store": {"store": lakeside.pk}, "unplaced_store@placed": {"store": lakeside.pk}, "unplaced_placed": {"deal": lost["silent"].deal_id},
        "tape": {"settle": "fine", "path": "ten"}, "mark_shared": {"how": "name"}, "note_shared": {"how": "name"},
        "roles": {"store": lakeside.pk, "give": "neutral"},
        "forget": {"word": "forget"}, "hold": {"why": "Case 12"}, "buyers": {"address": "+15075550199"}, "keeping": {"store": lakeside.pk, "kind": "drafts", "days": "20"},
        "invite": {"store": lakeside.pk, "role": "rep"}, "buyer": {"words": "It was the rails.", "reader": "rep", "submission": "t"},
        "pick": {"leaf": "FIT.TASTE"}, "pick@fresh": {"leaf": "FIT.TASTE"}, "pick@held": {"leaf": "FIT.TASTE"},
        "hand_off": {"channel": "copy"}, "told": {"words": "Rails.", "submission": "u"}, "moment": {"kind": "note", "words": "x"},
    }  # fmt: skip
    return World(people, foreigners, args, data)


def outcome(status: int, location: str) -> str:
    if status == 405:
        return "nv"
    if status == 404:
        return "no"
    if status in (301, 302, 303) and location.startswith("/account/login/"):
        return "in"
    return "ok" if status < 500 else "broken"


def browser_of(who: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def knock(world: World, client: Client, row: Row) -> str:
    """What this person gets there; whatever the act did is undone again."""
    session = {name: morsel.value for name, morsel in client.cookies.items()}
    path = reverse(row.address, args=world.args.get(row.name, world.args.get(row.address, [])))
    with transaction.atomic():
        response = (
            client.generic(row.verb, path) if row.verb == "GET" else client.post(path, world.data.get(row.name, {}))
        )
        transaction.set_rollback(True)
    client.cookies.clear()  # an act may have signed them out or in as somebody else; that was undone too
    client.cookies.load(session)
    return outcome(response.status_code, response.headers.get("Location", ""))


@pytest.mark.django_db
def test_everybody_reaches_what_is_theirs_and_nothing_else(world: World) -> None:
    wrong: list[str] = []
    own = {role: browser_of(world.people.get(role)) for role in ROLES}
    foreign = {name: browser_of(stranger) for name, stranger in world.foreigners.items()}
    for row in ROWS:
        for role, expected in row.expected.items():
            if (got := knock(world, own[role], row)) != expected:
                wrong.append(f"{row.verb} {row.name}: {role} gets {got}, the table says {expected}")
        for name, stranger in foreign.items():
            expected = row.expected[name] if row.foreign == "=" else row.foreign
            if (got := knock(world, stranger, row)) != expected:
                wrong.append(f"{row.verb} {row.name}: a foreign {name} gets {got}, the table says {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_the_world_of_this_test_is_what_it_says(world: World, signed_in_as: Callable[[User], Client]) -> None:
    """Without this the table could pass on rows that do not exist."""
    client = signed_in_as(world.people["dana"])
    assert "nobody could tell me" in client.get(reverse("answer", args=world.args["answer"])).content.decode()
    assert (
        "The bank said no"
        in signed_in_as(world.people["frank"])
        .get(reverse("held_answer", args=world.args["held_answer"]))
        .content.decode()
    )
    assert Deal.objects.get(pk=world.args["deal"][0]).state == Deal.State.OPEN
