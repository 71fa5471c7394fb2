"""What the people of the demo do after a no: the save, the look at the tape, the lesson, and the card before the next
one. Told by hand, through the same verbs a person uses, each at its own hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from gametape.common.clock import played_at
from gametape.deals import story
from gametape.deals.models import Deal, Loss
from gametape.lessons import drawing, keeping
from gametape.lessons.linting import Draft
from gametape.lessons.models import Lesson
from gametape.lessons.resting import grounds, readable_answers
from gametape.next_one import using
from gametape.next_one.bringing import bring
from gametape.people.may import Viewer
from gametape.people.models import User
from gametape.postmortem import flow, reviewing, sharing
from gametape.postmortem import keeping as pages
from gametape.postmortem.marking import Marks
from gametape.postmortem.models import Review
from gametape.postmortem.remembering import Fundamentals, Memory
from gametape.postmortem.writing import Notes
from gametape.rescue.ending import end
from gametape.rescue.saving import open_save


def came_back_and_bought(loss: Loss, rep: User, *, back: datetime, bought: datetime) -> None:
    """The answer went out, and then they stood on the floor again."""
    with played_at(back):
        end(open_save(Viewer(rep), loss.pk), "be_back", by=rep)
    with played_at(bought):
        end(open_save(Viewer(rep), loss.pk), "bought", by=rep)


def look(loss: Loss, rep: User, at: datetime, *, path: str = "two") -> Review:
    with played_at(at):
        return reviewing.begin(loss, by=rep, path=path)


def mark(review: Review, kind: str, saw: str, *, on: str, at: datetime) -> None:
    """One moment of the review, resting on the moment of the deal that is called `on`, or else on memory at `on`."""
    with played_at(at):
        moments = story.moments(review.loss.deal)
        found = next((moment for moment in moments if moment.words == on), None)
        rests = {f"{kind}_on": str(found.pk)} if found else {f"{kind}_on": "memory", f"{kind}_at": on}
        sheet = Marks(review, moments)
        typed = sheet.typed({**sheet.read(review), **rests, f"{kind}_saw": saw})
        pages.keep(review, sheet, typed, made_from=pages.marks_of(sheet.read(review)))


def remember(review: Review, lines: Mapping[str, tuple[str, str]], steps: Mapping[str, str], *, at: datetime) -> None:
    """The tape in one's head: {part: (line, how sure)}, and {fundamental: done, left_out or not_here}."""
    told = {
        name: value for part, (line, sure) in lines.items() for name, value in ((part, line), (f"{part}_sure", sure))
    }
    with played_at(at):
        for sheet, typed in ((Memory(), told), (Fundamentals(), dict(steps))):
            pages.keep(review, sheet, sheet.typed(typed), made_from=pages.marks_of(sheet.read(review)))


def write(review: Review, screen: str, text: str, *, at: datetime) -> None:
    with played_at(at):
        sheet = Notes(flow.SCREENS[screen])
        pages.keep(review, sheet, {sheet.names[0]: text}, made_from=pages.marks_of(sheet.read(review)))


def finish(review: Review, at: datetime) -> None:
    with played_at(at):
        reviewing.give_own_view(review)
        reviewing.finish(review)


def hand_in(review: Review, kind: str, at: datetime, *, nameless: bool = False) -> None:
    """For the fifteen minutes of the week."""
    with played_at(at):
        sharing.share(review.marked.get(kind=kind), nameless=nameless)


def lesson(loss: Loss, rep: User, sentence: tuple[str, str, str], at: datetime, *, shared: bool = False) -> Lesson:
    """Drawn from this no, resting on the strongest thing it has."""
    with played_at(at):
        viewer = Viewer(rep)
        answer = readable_answers(viewer, [loss]).get(loss.pk)
        drawn = drawing.draw(loss, Draft(*sentence), on=grounds(viewer, loss, answer)[0], by=rep)
        return keeping.share(drawn, by=rep) if shared else drawn


def card_before(deal: Deal, rep: User, at: datetime, *, then: datetime, said: str) -> None:
    """The card came up before they came; afterwards one tap says what became of its lessons."""
    with played_at(at):
        brought = bring(Viewer(rep), deal)
    with played_at(then):
        for one in brought:
            using.used(one.reminder, said)


def a_day(n: float) -> timedelta:
    return timedelta(days=n)
