"""Which asks and answers a viewer comes near, and what they get to read of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, In

from gametape.ask.models import Answer, Ask
from gametape.ask.who_reads import ALONE_FOR, AnswerFacts, ReaderFacts, Reading, reading
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.may import Viewer
from gametape.people.models import Role, Store
from gametape.sending import outbox
from gametape.sending.models import Message

CROWD = 3  # of the visibility agreement: what a buyer limited is a theme only from three on
LATELY = timedelta(days=92)
FEW = 3  # stores


def _deal_is_mine(viewer: Viewer, prefix: str) -> Q:
    mine = Q(**{f"{prefix}deal__owner": viewer.user}) | Q(**{f"{prefix}deal__partner": viewer.user})
    return Q(**{f"{prefix}deal__store__in": viewer.stores(Role.REP)}) & mine


def may_ask(viewer: Viewer) -> QuerySet[Loss]:
    """Losses this viewer could ask about in some role: own ones; as a second voice, those the rep asked about in vain
    or left to another, in the store one manages or is neutral at. Whether and when is the plan's to say."""
    return _losses().filter(_deal_is_mine(viewer, "") | _second(viewer))


def may_answer(viewer: Viewer) -> QuerySet[Loss]:
    """Losses this viewer could answer the buyer about: those of `may_ask`, and what was held for F&I. Whether its words
    are theirs to read is `reading_of`'s to say, and whether the buyer wants an answer the key's."""
    held = Q(Exists(Answer.objects.filter(loss=OuterRef("pk"), released_at=None).exclude(held_for="")))
    finance = Q(store__in=viewer.stores(Role.FINANCE)) & held
    return _losses().filter(_deal_is_mine(viewer, "") | _second(viewer) | finance)


def second_voice(viewer: Viewer) -> QuerySet[Loss]:
    """Those of `may_ask` where somebody else has the deal."""
    theirs = Q(deal__owner=viewer.user) | Q(deal__partner=viewer.user)
    return _losses().filter(_second(viewer)).exclude(theirs)


def to_decide(viewer: Viewer) -> QuerySet[Message]:
    """Messages this viewer wrote; and those of somebody who has left, where they sell to that buyer or manage."""
    left = Q(by=None) | Q(by__is_active=False)
    instead = Q(store__in=viewer.stores(Role.MANAGER)) | _deal_is_mine(viewer, "")
    return _messages(viewer).filter(Q(by=viewer.user) | left & instead).exclude(kind=Message.Kind.STOP)


def to_hold_back(viewer: Viewer) -> QuerySet[Message]:
    """Messages this viewer wrote, and what others ask buyers of their own deals. Not what others answer them: that could
    be an answer to words kept from this viewer."""
    asks = Q(kind__in=outbox.UNSOLICITED) & _deal_is_mine(viewer, "")
    return _messages(viewer).filter(Q(by=viewer.user) | asks)


def _messages(viewer: Viewer) -> QuerySet[Message]:
    rows = Message.objects.filter(store__in=viewer.stores())
    return rows.select_related("store", "buyer", "by", "loss__deal__store", "loss__deal__buyer", "loss__deal__owner")


def _second(viewer: Viewer) -> Q:
    asked = Ask.objects.filter(loss=OuterRef("pk"), asked_at__isnull=False, withdrawn_at=None)
    wanted = Q(not_me=True) | Q(Exists(asked)) | Q(store__neutral_over_minor__isnull=False)
    return Q(store__in=viewer.stores(Role.MANAGER, Role.NEUTRAL)) & wanted


def _losses() -> QuerySet[Loss]:
    rows = Loss.objects.filter(undone_at=None)
    return rows.select_related("deal__store", "deal__buyer", "deal__owner", "deal__partner")


def role_in(viewer: Viewer, loss: Loss) -> str:
    """As what this viewer asks, or answers: the rep on an own deal, else manager, neutral or F&I."""
    deal = loss.deal
    if viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id):
        return Role.REP
    above = (Role.MANAGER, Role.NEUTRAL, Role.FINANCE)
    return next((role for role in above if viewer.is_(role, deal.store_id)), Role.NEUTRAL)


def answers_near(viewer: Viewer) -> QuerySet[Answer]:
    """Answers to own deals, to own asks, and of the stores one manages or is F&I at. `reading_of` says what of it."""
    near = (
        _deal_is_mine(viewer, "loss__")
        | Q(ask__asker=viewer.user, loss__deal__store__in=viewer.stores(Role.MANAGER, Role.NEUTRAL))
        | Q(loss__deal__store__in=viewer.stores(Role.MANAGER))
        | Q(loss__deal__store__in=viewer.stores(Role.FINANCE), released_at=None) & ~Q(held_for="")
    )
    return _with_all(Answer.objects.filter(near))


def unopened(viewer: Viewer) -> list[QuerySet[Answer]]:
    """Words that came for this viewer and were not opened: to own deals, and to what one asked as a second voice. What
    is limited or held is left out: the rep never opens it, and it would crowd out what they can.

    Two runs, each over an index of its own; joined by OR they make a walk over all answers (1.4 s with a million deals).
    The "+ 0" keeps SQLite from beginning at all the deals of a person or a store."""
    rows = _with_all(Answer.objects.filter(Q(held_for="") | Q(released_at__isnull=False), reader=Answer.Reader.REP))
    owner, partner, store = (F(f"loss__deal__{column}_id") + 0 for column in ("owner", "partner", "store"))
    mine = Q(Exact(owner, viewer.user.pk)) | Q(Exact(partner, viewer.user.pk))
    runs = [rows.filter(mine, In(store, viewer.stores(Role.REP, Role.MANAGER)), opened_at=None)]
    if second := viewer.stores(Role.MANAGER, Role.NEUTRAL):
        asked = rows.filter(~Q(ask__asker_role=Role.REP), ask__asker=viewer.user, asker_opened_at=None)
        runs.append(asked.filter(In(store, second)))
    return runs


def answers_at(store: Store, *, since: datetime) -> QuerySet[Answer]:
    """What buyers of a store said since then, found by the day."""
    here = Exact(F("loss__store_id") + 0, store.pk)
    return _with_all(Answer.objects.filter(here, first_sent_at__gte=since))


def held_at(stores: Sequence[int]) -> QuerySet[Answer]:
    """What the scan held and nobody released."""
    here = In(F("loss__store_id") + 0, list(stores))
    return _with_all(Answer.objects.filter(here, held_for__in=Answer.HELD_FOR, released_at=None))


def answers_without_names(viewer: Viewer, *, newest: int) -> QuerySet[Answer]:
    """For a CRM admin and the owner: the newest answers of their stores, to be shown as words alone. What they may not
    read yet, or never, does not take the places of what they may.

    Few stores are found along their newest losses, so that a small one in a big file costs no more than a big one; who
    has many finds enough along the days."""
    theirs = Q(held_for="") | Q(released_at__isnull=False)
    readable = Answer.objects.filter(theirs, status="", first_sent_at__lte=now() - ALONE_FOR)
    readable = readable.exclude(reader=Answer.Reader.MANAGER)
    stores = viewer.stores(Role.ADMIN, Role.OWNER)
    if len(stores) > FEW:
        everywhere = readable.filter(In(F("loss__store_id") + 0, stores))
        return _with_all(everywhere).order_by("-first_sent_at")[:newest]
    found: list[int] = []
    for store in stores:
        rows = readable.filter(loss__store=store, loss__undone_at=None)
        found += rows.order_by("-loss__at").values_list("pk", flat=True)[:newest]
    return _with_all(Answer.objects.filter(pk__in=found)).order_by("-first_sent_at")[:newest]


def _with_all(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    rows = rows.filter(loss__undone_at=None).prefetch_related("versions")
    return rows.select_related(
        "ask__asker",
        "loss__deal__store",
        "loss__deal__buyer",
        "loss__deal__owner",
        "loss__deal__partner",
        "loss__own_call",
    )


def reading_of(viewer: Viewer, answer: Answer) -> Reading:
    """What this viewer gets of this answer, now. The table is `who_reads`; here the rows are turned into its facts."""
    deal = answer.loss.deal
    call = getattr(answer.loss, "own_call", None)
    facts = AnswerFacts(
        reader=answer.reader,
        held=answer.held_for if answer.is_private else "",
        urgent=answer.urgent,
        sent_at=answer.first_sent_at,
        opened_at=answer.opened_at,
        asker_opened_at=answer.asker_opened_at,
        asked_by_second_voice=answer.ask.asker_role != Role.REP,
        sealed=bool(call and call.sealed_at),
    )
    who = ReaderFacts(
        roles=viewer.roles.get(deal.store_id, frozenset()),
        deal_is_theirs=viewer.user.pk in (deal.owner_id, deal.partner_id),
        asked_it=answer.ask.asker_id == viewer.user.pk,
    )
    return reading(facts, who, now=now())


def reading_beside_a_name(viewer: Viewer, answer: Answer) -> Reading:
    """`reading_of` for a page that names the buyer. Words that come without a name stay behind the mask there, from the
    first hour on: a mask that changes after a day, or a page that is not there, would tell what it hides."""
    what = reading_of(viewer, answer)
    nameless = answer.reader == Answer.Reader.STORE and what in (Reading.NAMELESS, Reading.NOT_YET)
    return Reading.MASK if nameless else what


def are_hidden_in_a_crowd(viewer: Viewer, store: Store) -> bool:
    """Whether words without a name may be shown to whoever sees this store's deals. Each of those answers stands as a
    mask on its deal's page; where there is one such page, it tells whose the words are."""
    if not viewer.is_(Role.MANAGER, store.pk):
        return True
    masked = Q(reader=Answer.Reader.STORE) | Q(held_for__in=Answer.HELD_FOR, released_at=None)
    return len(answers_at(store, since=now() - LATELY).filter(masked).values("pk")[:CROWD]) == CROWD


def asks_of(loss: Loss) -> list[Ask]:
    """The asks of a loss in order, those that were withdrawn left out."""
    return list(loss.asks.filter(withdrawn_at=None).select_related("message", "asker").order_by("made_at"))
