"""What a lesson rests on: the buyer's words, a moment on the tape, or the no itself; and what is left when that is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gametape.ask.models import Answer
from gametape.ask.seeing import answers_near, reading_beside_a_name
from gametape.ask.who_reads import Reading
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES
from gametape.lessons.models import Evidence, Lesson
from gametape.people.may import Viewer
from gametape.postmortem.models import Marked
from gametape.postmortem.seeing import own_marked, quote_of
from gametape.reasons.finding import shown, stands
from gametape.reasons.models import Finding

MOST: Final = 30


@dataclass(frozen=True)
class Ground:
    """One thing a lesson can rest on. `key` names it in a form; `quote` are the buyer's words, shown while they stand;
    `said` is the rep's own line; `at` its hour."""

    key: str
    rests: str
    at: datetime
    quote: str = ""
    said: str = ""
    label: str = ""
    finding: Finding | None = None
    marked: Marked | None = None


def grounds(viewer: Viewer, loss: Loss, answer: Answer | None) -> list[Ground]:
    """What this no offers, the strongest first: confirmed words, one's own marks, and always the no itself."""
    found = [_of_finding(finding) for finding in confirmed(answer)]
    marks = own_marked(viewer).filter(review__loss=loss).order_by("-kind", "pk")
    found += [_of_mark(marked) for marked in marks]
    return [*found, Ground("no", Evidence.Rests.NO, loss.at)]


def _of_finding(finding: Finding) -> Ground:
    return Ground(f"f{finding.pk}", Evidence.Rests.WORDS, finding.words.sent_at, finding.quote, finding=finding)


def _of_mark(marked: Marked) -> Ground:
    label, quote = marked.get_kind_display(), quote_of(marked)
    return Ground(f"m{marked.pk}", Evidence.Rests.MARK, marked.at, quote, marked.saw, label, marked=marked)


def readable_answers(viewer: Viewer, losses: Iterable[Loss]) -> dict[int, Answer]:
    """{loss id: its answer}, where this rep may read it and has opened it: a lesson is no way around opening it."""
    near = answers_near(viewer).filter(loss__in=[loss.pk for loss in losses])
    return {answer.loss_id: answer for answer in near if _is_open(viewer, answer) and _was_opened(answer)}


def unread_answer(viewer: Viewer, loss: Loss) -> int | None:
    """The number of an answer that waits to be opened by this rep."""
    answer = answers_near(viewer).filter(loss=loss).first()
    return answer.pk if answer and _is_open(viewer, answer) and not _was_opened(answer) else None


def _is_open(viewer: Viewer, answer: Answer) -> bool:
    return not answer.is_private and reading_beside_a_name(viewer, answer) is Reading.WORDS


def _was_opened(answer: Answer) -> bool:
    return bool(answer.opened_at or answer.asker_opened_at)


def confirmed(answer: Answer | None) -> list[Finding]:
    """The confirmed finding, if it stands and nothing about it is private."""
    rows = shown(answer) if answer else []
    return [row for row in rows if row.confirmed_at and not LEAVES[row.leaf].private]


@dataclass(frozen=True)
class From:
    """One piece of evidence on a page. Of somebody else's only that there is one. `gone` is since when its words are no
    more, `is_gone` that they are, whenever it was."""

    row: Evidence
    mine: bool
    quote: str = ""
    said: str = ""
    label: str = ""
    gone: datetime | None = None

    @property
    def is_gone(self) -> bool:
        left = {Evidence.Rests.WORDS: self.row.finding_id, Evidence.Rests.MARK: self.row.marked_id}
        return self.gone is not None or self.row.loss_id is None or left.get(Evidence.Rests(self.row.rests), 1) is None

    @property
    def is_mis_tap(self) -> bool:
        return self.row.loss is not None and self.row.loss.undone_at is not None


def evidence_of(viewer: Viewer, lesson: Lesson) -> list[From]:
    """The latest first. Quotes only for whoever drew it, who still may read them, and only letter for letter (law 4): a
    deal that went to somebody else took its words along, and what was held since is held here, too."""
    rows = list(
        lesson.evidence.select_related(
            "loss__deal__store", "loss__deal__buyer", "finding__words", "marked__words", "marked__review"
        ).order_by("-at", "-pk")[:MOST]
    )
    readable = readable_answers(viewer, [row.loss for row in rows if row.loss and row.by_id == viewer.user.pk])
    return [_told(viewer, row, row.loss_id in readable) for row in rows]


def _told(viewer: Viewer, row: Evidence, readable: bool) -> From:
    gone = row.deleted_at
    if row.finding is not None:
        gone = gone or row.finding.evidence_deleted_at or row.finding.words.purged_at
    if row.by_id != viewer.user.pk or gone is not None or row.loss is None:
        return From(row, row.by_id == viewer.user.pk, gone=gone)
    if row.marked is not None:
        quote = quote_of(row.marked) if readable else ""
        return From(row, True, quote, row.marked.saw, row.marked.get_kind_display())
    if readable and row.finding is not None and stands(row.finding) and not LEAVES[row.finding.leaf].private:
        return From(row, True, row.finding.quote, label=LEAVES[row.finding.leaf].label)
    return From(row, True)
