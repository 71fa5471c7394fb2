"""Which sheet a page is kept on, and what its template is told. A page holds no rule: it asks the verbs, and shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from gametape.common.refusal import Refusal
from gametape.deals import story
from gametape.deals.models import Moment
from gametape.deals.vocabulary import MASK, REASONS
from gametape.people.may import Viewer
from gametape.people.models import Store
from gametape.postmortem import flow
from gametape.postmortem.keeping import Crossed, marks_of
from gametape.postmortem.marking import Marks, as_sent
from gametape.postmortem.models import Marked, Remembered, Review, Step
from gametape.postmortem.prefilling import known, offered
from gametape.postmortem.reframing import nudges
from gametape.postmortem.remembering import Fundamentals, Memory, left_out
from gametape.postmortem.seeing import quote_of
from gametape.postmortem.their_words import nobody_could, their_words
from gametape.postmortem.writing import Gap, Notes
from gametape.tape.drawing import clock
from gametape.tape.seeing import marks_of as places_of
from gametape.tape.seeing import of_deal as recordings
from gametape.win_probability.showing import shown

SheetOf = Notes | Marks | Memory | Fundamentals
QUESTIONS = 2  # nudges under one box; more is nagging


def sheet_of(screen: str, review: Review) -> SheetOf:
    if screen == "tape":
        return Marks(review, offered(review.loss), places_of(Viewer(review.by), review.loss.deal))
    if screen == "memory":
        return Memory()
    if screen == "steps":
        return Fundamentals()
    return (Gap if screen == "gap" else Notes)(flow.SCREENS[screen])


@dataclass(frozen=True)
class Field:
    """One box on the page: its words, what the other device kept, and the questions about its wording."""

    name: str
    label: str
    value: str
    theirs: str = ""
    nudges: tuple[tuple[str, str], ...] = ()  # the words it is about, and the question
    sure: str = ""
    ask: str = ""


@dataclass(frozen=True)
class MarkField:
    """One of three: its box, what it rests on, and the hour where that is memory."""

    kind: str
    label: str
    saw: Field
    on: str
    at: str
    row: Marked | None
    quote: str


def told(request: HttpRequest, review: Review, screen: str, refusal: Refusal | None = None) -> dict[str, Any]:
    """Everything a page needs. After a refusal the boxes hold what was typed; else what is kept."""
    sheet, page = sheet_of(screen, review), flow.SCREENS[screen]
    kept = sheet.read(review)
    values = {**kept, **(as_sent(request.POST) if refusal else {})}
    crossed = refusal.theirs if isinstance(refusal, Crossed) else {}
    made_from = request.POST.get("made_from", "") if refusal and not crossed else marks_of(kept)
    name = review.by.first_name if review.as_outsider else ""
    look = Look(page, values, crossed, name, asked="asked" in request.GET)
    number, of = flow.place(screen, review.path)
    base = {
        "review": review, "loss": review.loss, "deal": review.loss.deal, "screen": page, "asks": page.asks(name),
        "made_from": made_from, "refusal": refusal, "number": number, "of": of, "values": values,
        "back": flow.before(screen, review.path), "nudged": look.asked, "mask": MASK,
    }  # fmt: skip
    if screen == "tape":
        base["line"] = shown(review.loss.deal, story.moments(review.loss.deal))
    return base | _MORE.get(screen, _boxes)(request, review, look, sheet)


@dataclass(frozen=True)
class Look:
    """What the fields of a page are made from."""

    page: flow.Screen
    values: Mapping[str, str]
    crossed: Mapping[str, str]
    name: str
    asked: bool

    def field(self, name: str, label: str, *, ask: str = "", sure: str = "") -> Field:
        value = self.values.get(name, "")
        found = nudges(value, name=self.name)[:QUESTIONS] if self.asked else ()
        questions = tuple((value[nudge.start : nudge.end].strip(), nudge.say) for nudge in found)
        return Field(name, label, value, self.crossed.get(name, ""), questions, sure, ask)


def _boxes(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    return {"fields": [look.field(box.name, box.called(look.name)) for box in look.page.boxes]}


def _known(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    return {**_boxes(request, review, look, sheet), "known": known(request.viewer, review.loss)}  # type: ignore[attr-defined]


def _tape(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    assert isinstance(sheet, Marks)
    some = [_mark(part, look, sheet) for part in flow.MARKS]
    return {
        "recordings": recordings(request.viewer, review.loss.deal),  # type: ignore[attr-defined]
        "marks": some if review.path == Review.Path.TEN else [_only(some, look)],
        "one": review.path == Review.Path.TWO,
        "kinds": [(part.id, part.label) for part in flow.MARKS],
        "moments": [(str(m.pk), m, line_of(m, review.loss.deal.store)) for m in sheet.offered.values()],
        "taped": [(key, clock(mark.start), mark) for key, mark in sheet.taped.items()],
    }


def _only(some: list[MarkField], look: Look) -> MarkField:
    """On the short way one mark: the kind that was picked, else one that is there, else where it turned."""
    picked = next((mark for mark in some if mark.kind == look.values.get("kind")), None)
    return picked or next((mark for mark in some if mark.row), some[1])


def _mark(part: flow.Part, look: Look, sheet: Marks) -> MarkField:
    row = sheet.kept.get(part.id)
    on, at = look.values.get(f"{part.id}_on", ""), look.values.get(f"{part.id}_at", "")
    saw = look.field(f"{part.id}_saw", part.asks(look.name))
    return MarkField(part.id, part.label, saw, on, at.replace("T", " "), row, quote_of(row) if row else "")


def line_of(moment: Moment, store: Store) -> str:
    """A moment as one line of a list to pick from."""
    words = moment.words if len(moment.words) <= 60 else f"{moment.words[:57]}..."
    return f"{words} ({moment.get_kind_display()})" if words else str(moment.get_kind_display())


def _buyer(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    there = their_words(request.viewer, review)  # type: ignore[attr-defined]
    return {**_boxes(request, review, look, sheet), "theirs": there, "kinds": [(p.id, p.label) for p in flow.MARKS]}


def _gap(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    there = their_words(request.viewer, review)  # type: ignore[attr-defined]
    return {**_boxes(request, review, look, sheet), "theirs": there, "reasons": REASONS.values()}


def _memory(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    fields = [
        look.field(part.id, part.label, ask=part.ask, sure=look.values.get(f"{part.id}_sure", ""))
        for part in flow.MEMORY
    ]
    return {"fields": fields, "how_sure": Remembered.Sure.choices}


def _steps(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    b2b = review.loss.deal.store.kind == Store.Kind.B2B
    steps = [(step.id, step.called(b2b=b2b), look.values.get(step.id, "")) for step in flow.STEPS]
    return {"steps": steps, "was": Step.Was.choices, "left_out": left_out(review, b2b=b2b)}


def _friend(request: HttpRequest, review: Review, look: Look, sheet: SheetOf) -> dict[str, Any]:
    asked = review.loss.asks.filter(asked_at__isnull=False, withdrawn_at=None).exists()
    nobody = nobody_could(request.viewer, review)  # type: ignore[attr-defined]
    return {**_boxes(request, review, look, sheet), "asked": asked, "nobody_could": nobody}


_MORE = {
    "friend": _friend, "plan": _known, "facts": _known, "tape": _tape, "buyer": _buyer, "gap": _gap, "memory": _memory, "steps": _steps,
}  # fmt: skip
