"""Who sees what of something that came in and waits. The table is `who_reads`; here such a row is turned into its facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q, QuerySet

from gametape.ask.models import Ask, Incoming
from gametape.ask.unplaced import candidates_of
from gametape.ask.who_reads import AnswerFacts, ReaderFacts, Reading, reading
from gametape.common.clock import now
from gametape.common.refusal import NotYours
from gametape.deals.models import Loss
from gametape.people import may
from gametape.people.may import Viewer
from gametape.people.models import Role, User

LOOKED_AT = 200  # waiting rows of one's stores; somebody who has more has another problem


class Look(Enum):
    WORDS = "words"
    CALL_FIRST = "call_first"
    WHICH_STORE = "which_store"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Waiting:
    row: Incoming
    look: Look
    candidates: list[Ask]

    @property
    def uncalled(self) -> Loss | None:
        """The first of their own no-sales that has to be called before these words are opened."""
        return next((ask.loss for ask in self.candidates if not _is_sealed(ask.loss)), None)


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """What waits for this person, the newest first."""
    rows = list(_near(viewer).order_by("-came_at", "-pk")[:LOOKED_AT])
    found = candidates_of(rows)
    seen = (Waiting(row, look(viewer, row, found[row.pk]), found[row.pk]) for row in rows)
    return [one for one in seen if one.look is not Look.NOTHING]


def one_waiting(viewer: Viewer, pk: int) -> Waiting:
    """One row, or `NotYours`. Reading its words is noted for whose record it is."""
    row = may.fetch(viewer, _near(viewer), pk=pk)
    candidates = candidates_of([row])[row.pk]
    what = look(viewer, row, candidates)
    if what is Look.NOTHING:
        raise NotYours
    if what is Look.WORDS:
        store, buyer, whose = row.log_subject()
        may.log(viewer, "a reply that waited", store, buyer, whose or _only_seller(candidates))
    return Waiting(row, what, candidates)


def look(viewer: Viewer, row: Incoming, candidates: list[Ask]) -> Look:
    """The least of what this viewer would get of it as an answer to each deal it may belong to."""
    if row.store is None:
        return Look.WHICH_STORE if viewer.is_(Role.OWNER) else Look.NOTHING
    got = {_as_answer(viewer, row, ask) for ask in candidates} or {_to_nobody(viewer, row)}
    if got == {Reading.WORDS}:
        return Look.WORDS
    return Look.CALL_FIRST if got <= {Reading.WORDS, Reading.CALL_FIRST} else Look.NOTHING


def _near(viewer: Viewer) -> QuerySet[Incoming]:
    mine = Q(store__in=viewer.stores(Role.REP, Role.MANAGER, Role.NEUTRAL, Role.FINANCE))
    if viewer.is_(Role.OWNER):
        mine |= Q(store=None)
    rows = Incoming.objects.filter(mine, state=Incoming.State.WAITS)
    return rows.select_related(
        "store", "buyer", "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner"
    )


def _as_answer(viewer: Viewer, row: Incoming, ask: Ask) -> Reading:
    deal, answer = ask.loss.deal, getattr(ask.loss, "answer", None)
    facts = AnswerFacts(
        reader=answer.reader if answer else "rep",
        held=row.held_for or (answer.held_for if answer and answer.is_private else ""),
        urgent=False,
        sent_at=row.came_at,
        opened_at=None,
        asker_opened_at=None,
        asked_by_second_voice=ask.asker_role != Role.REP,
        sealed=_is_sealed(ask.loss),
    )
    who = ReaderFacts(
        roles=viewer.roles.get(deal.store_id, frozenset()),
        deal_is_theirs=viewer.user.pk in (deal.owner_id, deal.partner_id),
        asked_it=ask.asker_id == viewer.user.pk,
    )
    return reading(facts, who, now=now())


def _to_nobody(viewer: Viewer, row: Incoming) -> Reading:
    """It belongs to no deal we know: as if the buyer had chosen the manager."""
    facts = AnswerFacts(
        reader="manager", held=row.held_for, urgent=False, sent_at=row.came_at, opened_at=None, asker_opened_at=None,
        asked_by_second_voice=False, sealed=True,
    )  # fmt: skip
    roles = viewer.roles.get(row.store_id or 0, frozenset())
    return reading(facts, ReaderFacts(roles=roles, deal_is_theirs=False, asked_it=False), now=now())


def _is_sealed(loss: Loss) -> bool:
    call = getattr(loss, "own_call", None)
    return bool(call and call.sealed_at)


def _only_seller(candidates: list[Ask]) -> User | None:
    owners = {ask.loss.deal.owner_id: ask.loss.deal.owner for ask in candidates}
    return next(iter(owners.values())) if len(owners) == 1 else None
