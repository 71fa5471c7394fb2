"""Opening an answer: what this viewer gets of it, and nothing beyond. The one way from an answer's number to its words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from gametape.ask.models import Answer, Words
from gametape.ask.opened import opened
from gametape.ask.seeing import answers_near, held_at, reading_beside_a_name
from gametape.ask.telling import tell
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.private_words import scan
from gametape.common.refusal import NotYours, Refusal
from gametape.deals import seeing
from gametape.deals.models import OwnCall
from gametape.deals.vocabulary import LEAVES, REASONS, REPLY_STATUSES, Leaf, Reason, Status, is_private
from gametape.people import may
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.reasons import finding
from gametape.reasons.marking import Piece, marked
from gametape.reasons.models import Finding
from gametape.reasons.reading.measured import Measured, measured


@dataclass(frozen=True)
class Suggested:
    """A finding on the page: its leaf, and the quote it rests on."""

    finding: Finding
    leaf: Leaf


@dataclass(frozen=True)
class Version:
    words: Words
    pieces: list[Piece]


@dataclass(frozen=True)
class Opened:
    """The answer as one viewer may have it. `versions` is empty unless `what` gives words."""

    answer: Answer
    what: Reading
    call: OwnCall | None = None
    versions: list[Version] = field(default_factory=list)
    suggested: list[Suggested] = field(default_factory=list)
    unclear: list[tuple[Finding, Reason]] = field(default_factory=list)
    no_answer: Status | None = None
    as_rep: bool = False

    @property
    def measured(self) -> Measured | None:
        """How often such a suggestion is right, as measured; None once a person has confirmed one."""
        if not self.suggested or any(one.finding.confirmed_at for one in self.suggested):
            return None
        return measured(self.suggested[0].finding.reader)

    @property
    def is_gone(self) -> bool:
        """All its words were deleted: it says so, and no new claim rests on them (law 4)."""
        return bool(self.versions) and all(version.words.purged_at for version in self.versions)


def open_answer(viewer: Viewer, pk: int) -> Opened:
    """Fetches, permits, logs, and marks it as opened by whom it was for. NotYours is a 404."""
    answer = may.fetch(viewer, answers_near(viewer), pk=pk)
    what = reading_beside_a_name(viewer, answer)
    if what in (Reading.NOTHING, Reading.NAMELESS) or (answer.is_private and what is Reading.WORDS):
        raise NotYours  # what was held has a page of its own, for F&I
    deal = answer.loss.deal
    as_rep = viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id)
    call = getattr(answer.loss, "own_call", None) if as_rep else None
    mine = call if call and call.sealed_at and seeing.is_own_call(viewer, call) else None
    if what is not Reading.WORDS:
        return Opened(answer, what, mine, as_rep=as_rep)
    if not as_rep:
        may.log(viewer, "their buyer’s words", *answer.log_subject())
    answer = opened(answer, by=viewer.user)
    suggested = suggestions(answer)  # read here if the worker has not come round, so before the words are marked
    unclear = [(row, REASONS[row.leaf]) for row in finding.unclear(answer) if not is_private(row.leaf)]
    heard = REPLY_STATUSES.get(finding.no_answer(answer)) if not suggested else None
    return Opened(answer, what, mine, _versions(answer), suggested, unclear, heard, as_rep)


def _versions(answer: Answer) -> list[Version]:
    shown = finding.shown(answer)
    spans = {(row.words_id, row.start, row.end) for row in shown if not LEAVES[row.leaf].private}
    versions = sorted(answer.versions.all(), key=lambda version: version.n)
    return [
        Version(v, marked(v.text, [(start, end) for words, start, end in spans if words == v.pk])) for v in versions
    ]


def suggestions(answer: Answer, *, for_finance: bool = False) -> list[Suggested]:
    """At most three, each under the words it rests on; read now if the worker has not come round yet.

    A private leaf is left out for everybody but F&I: a mask beside words one can read would tell what it hides."""
    with suppress(
        Refusal
    ):  # an engine that is not to be had keeps nobody from the words; the worker says so and tries again
        for version in finding.unread().filter(answer=answer):
            finding.read(version)
    rows = [Suggested(row, LEAVES[row.leaf]) for row in finding.shown(answer)]
    return [row for row in rows if for_finance or not row.leaf.private]


def held_for(viewer: Viewer) -> list[Answer]:
    """What the scan held at the stores where this viewer is F&I."""
    return list(held_at(viewer.stores(Role.FINANCE)).order_by("-first_sent_at")[:50])


@dataclass(frozen=True)
class Held:
    """A held answer as F&I reads it: the private words marked, the leaves without a mask."""

    answer: Answer
    versions: list[Version]
    suggested: list[Suggested]


def open_held(viewer: Viewer, pk: int) -> Held:
    """Only for F&I of that store, and only while it is held."""
    answer = may.fetch(viewer, held_at(viewer.stores(Role.FINANCE)), pk=pk, opening="a held answer")
    versions = sorted(answer.versions.all(), key=lambda version: version.n)
    shown = [Version(v, marked(v.text, [(span.start, span.end) for span in scan(v.text)])) for v in versions]
    return Held(answer, shown, suggestions(answer, for_finance=True))


def release(viewer: Viewer, pk: int) -> Answer:
    """A false alarm: nothing private in it. From now on the buyer's own choice of reader holds."""
    answer = open_held(viewer, pk).answer
    answer.released_at = now()
    answer.save(update_fields=["released_at"])
    tell(answer)
    return answer
