"""A lesson on a page while it is written: what stands in the boxes, what the lint says, and what may be done with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from gametape.common.refusal import NotYours, Refusal
from gametape.common.typed import line, number
from gametape.deals.models import Loss
from gametape.lessons import seeing, trying
from gametape.lessons.linting import PARTS, Draft, Found, Known, blocks, lint, tidy
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import From, Ground, evidence_of, readable_answers
from gametape.lessons.suggesting import LONGEST, Ready, Suggestion, known_around, known_of, ready
from gametape.people.may import Viewer

Boxes = Mapping[str, str]


@dataclass
class Sheet(ABC):
    """`boxes` are as typed, whatever becomes of them; `found` is None until it was looked over."""

    viewer: Viewer
    boxes: Boxes
    found: list[Found] | None = None

    @property
    def draft(self) -> Draft:
        """Fit to keep; refused where a box holds more than it can."""
        return tidy(Draft(*(line(self.boxes, part, longest=LONGEST) for part in PARTS)))

    @property
    def blocked(self) -> int:
        return sum(one.severity == "block" for one in self.found or ())

    @cached_property
    def same(self) -> Lesson | None:
        """The lesson this one repeats."""
        pk = next((one.same_as for one in self.found or () if one.same_as), None)
        return seeing.visible(self.viewer).filter(pk=pk).first() if pk else None

    @abstractmethod
    def known(self) -> Known:
        """What surrounds the draft."""

    def look_over(self) -> None:
        """What there is to say so far: a box that is still empty is not yet wrong."""
        found, draft = lint(self.draft, self.known()), self.draft
        self.found = [one for one in found if draft.part(one.part) or one.quote]

    def refuse_unfit(self) -> None:
        self.found = lint(self.draft, self.known())
        if blocks(self.found or ()):
            raise Refusal(_("Not kept yet: change what is marked, and keep it then."))


@dataclass
class Drawing(Sheet):
    """The page on which one is drawn from a no. `on` is the key of what it rests on."""

    loss: Loss = field(kw_only=True)
    ready: Ready = field(kw_only=True)
    on: str = ""

    @cached_property
    def drawn(self) -> Evidence | None:
        """What was drawn from this no before."""
        return seeing.own_evidence(self.viewer, self.loss)

    def known(self) -> Known:
        return known_around(self.viewer, self.ready, rests=self.ready.ground(self.on) is not None)

    def ground(self) -> Ground:
        """What was chosen to rest on, or the strongest there is."""
        return self.ready.ground(self.on) or self.ready.grounds[0]


def fresh(viewer: Viewer, loss: Loss, *, key: str = "") -> Drawing:
    """With a sentence to begin from, where there is one: the one named `key`, or the first."""
    around = ready(viewer, loss)
    begin = next((one for one in around.suggestions if one.key == key), next(iter(around.suggestions), None))
    return Drawing(viewer, _boxes(begin), loss=loss, ready=around, on=begin.on if begin else around.grounds[0].key)


def _boxes(begin: Suggestion | None) -> Boxes:
    return {part: begin.draft.part(part) for part in PARTS} if begin else {}


def as_typed(viewer: Viewer, loss: Loss, data: Boxes) -> Drawing:
    return Drawing(viewer, data, loss=loss, ready=ready(viewer, loss), on=data.get("on", ""))


@dataclass
class Changing(Sheet):
    """The page of one lesson. `now_is` is what stands there where it was changed elsewhere meanwhile."""

    lesson: Lesson = field(kw_only=True)
    now_is: Lesson | None = None

    @classmethod
    def of(cls, viewer: Viewer, lesson: Lesson, data: Boxes | None = None) -> Changing:
        stands = {part: getattr(lesson, part) for part in PARTS} | {"version": str(lesson.version)}
        return cls(viewer, stands if data is None else data, lesson=lesson)

    @property
    def mine(self) -> bool:
        return self.lesson.owner_id == self.viewer.user.pk

    @property
    def version(self) -> int:
        """The one that was shown; after a conflict the one that stands there now, so that keeping yours is one tap."""
        return self.now_is.version if self.now_is else number(self.boxes.get("version")) or 0

    @cached_property
    def evidence(self) -> list[From]:
        return evidence_of(self.viewer, self.lesson)

    @property
    def counted(self) -> str:
        return trying.said(self.lesson)

    def known(self) -> Known:
        own = [one.row.loss for one in self.evidence if one.mine and one.row.loss]
        answers = readable_answers(self.viewer, own).values()
        said = [version.text for answer in answers for version in answer.versions.all()]
        return known_of(self.viewer, self.lesson.store, [loss.deal for loss in own], said=said, besides=self.lesson.pk)

    def refuse_others(self) -> None:
        if not self.mine:
            raise NotYours
