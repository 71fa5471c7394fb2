"""A rep's thumb in a process of its own, made to be killed: the one answer, the tape, the lesson, page after page."""

import django

django.setup()

from datetime import timedelta  # noqa: E402
from typing import Any  # noqa: E402

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from gametape.ask import asking  # noqa: E402
from gametape.common.clock import local, now, played_at  # noqa: E402
from gametape.deals.models import Loss  # noqa: E402
from gametape.lessons.models import Evidence, Lesson  # noqa: E402
from gametape.postmortem.models import Note  # noqa: E402
from gametape.sending.models import Message  # noqa: E402
from tests.mortal import main  # noqa: E402

BACK = "Thank you for telling me. The warranty is inside the price; I never made that plain. Dana at Lakeside RV"
PAGES = {  # what is typed on each page of the ten minutes
    "frame": {},
    "plan": {"plan": "Figures on the second visit."},
    "facts": {"facts": "Figures came first."},
    "tape": {"turned_on": "memory", "turned_saw": "She folded the sheet."},
    "buyer": {"surprise": "They took the warranty for an extra."},
    "gap": {"in_hands": "The order of things.", "not_in_hands": "The weather.", "leaf": "UND.UNCLEAR_OFFER"},
    "keep": {"keep": "The walk-through."},
    "friend": {"friend": "You get the next one."},
}
LESSON = {"trigger": "I show figures on a first visit", "because": "a buyer took the warranty for an extra"}
FIRST, THEN = "read the one-page sheet with them", "read the sheet with them line by line"


def look_back(number: int, losses: list[int]) -> None:
    """All that a rep does about one no whose buyer wants an answer; done again after a crash it finds what is there."""
    loss = Loss.objects.select_related("deal__owner", "deal__store", "deal__buyer").get(pk=losses[number])
    with played_at((asking.decent_from(loss) or now()) + timedelta(minutes=1)):
        dana = Client(SERVER_NAME="localhost")
        assert loss.deal.owner
        dana.force_login(loss.deal.owner, backend="django.contrib.auth.backends.ModelBackend")
        _saves(dana, loss, number)
        _looks(dana, loss, number)
        _learns(dana, loss, number)


def _saves(dana: Client, loss: Loss, number: int) -> None:
    out = Message.objects.filter(loss=loss, kind="answer", state="out").exists()
    if not out:
        _tap(dana, "save", loss.pk, words=f"{BACK} {number}", channel="sms", do="sms")
        _tap(dana, "went_out", Message.objects.get(loss=loss, kind="answer").pk)
    meets = f"{now() + timedelta(days=3):%Y-%m-%d} 11:00"
    _tap(dana, "save_outcome", loss.pk, outcome="meeting" if number % 2 else "be_back", at=meets, what="Figures")


def _looks(dana: Client, loss: Loss, number: int) -> None:
    _tap(dana, "tape", loss.pk, settle="stings", path="ten")
    for screen, typed in PAGES.items():
        hour = {"turned_at": f"{local(loss.at, loss.deal.store.zone):%H:%M}"} if screen == "tape" else {}
        _tap(dana, "tape_screen", loss.pk, screen, **own(typed, number), **hour, act="next")
    _tap(dana, "note_shared", Note.objects.get(review__loss=loss, screen="keep").pk, how="nameless")


def own(typed: dict[str, str], number: int) -> dict[str, str]:
    """The same words for every no, and one that is its own."""
    return {name: f"{text} {number}" if " " in text else text for name, text in typed.items()}


def _learns(dana: Client, loss: Loss, number: int) -> None:
    """Of three that teach the same, the second is folded into the lesson of the first; the others are new ones."""
    there = Evidence.objects.filter(loss=loss).first()
    before = Lesson.objects.filter(evidence__loss__lt=loss.pk).order_by("-pk").first()
    if number % 3 == 1 and before:
        _tap(dana, "draw", loss.pk, **LESSON, do=FIRST, on="no", act=f"same:{before.pk}")
        return
    if there is None or there.lesson.version == 1:
        _tap(dana, "draw", loss.pk, **LESSON, do=FIRST, on="no", act="anyway")
    lesson = Lesson.objects.get(evidence__loss=loss)
    _tap(dana, "lesson", lesson.pk, **LESSON, do=THEN, version="1")
    _tap(dana, "lesson_shared", lesson.pk)


def _tap(dana: Client, page: str, *of: Any, **typed: str) -> None:
    """Every one of these ends on another page; anything else is a refusal nobody expected, and is told."""
    answer = dana.post(reverse(page, args=of), typed)
    if answer.status_code != 303:
        raise SystemExit(f"{page} {of}: {answer.status_code} {answer.content.decode()[:3000]}")


if __name__ == "__main__":
    main(look_back)
