"""What stands ready when a lesson is drawn: what came back, a sentence to begin from, and what the lint has to know.

A suggestion is in our words or in the rep's own, never in the buyer's; the buyer's name is taken out of what the rep
wrote while looking back.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from gametape.ask.models import Answer
from gametape.common.clock import local
from gametape.common.erasing import Traces, traces
from gametape.common.spans import comparable
from gametape.deals.models import Deal, Loss
from gametape.deals.vocabulary import LEAVES
from gametape.lessons import seeing
from gametape.lessons.linting import Draft, Known
from gametape.lessons.models import Lesson
from gametape.lessons.resting import Ground, confirmed, grounds, readable_answers, unread_answer
from gametape.people.may import Viewer
from gametape.people.models import Store, User
from gametape.postmortem.models import Marked
from gametape.postmortem.seeing import own, own_notes

LONGEST: Final = 200
COMPARED: Final = 300  # lessons, the newest, that a draft is compared with
BY_LEAF: Final[dict[str, dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("suggestions.yaml").read_text(encoding="utf-8")
)
if unknown := {leaf for leaf in BY_LEAF if leaf not in LEAVES or LEAVES[leaf].private}:
    raise ValueError(f"suggestions.yaml speaks of {', '.join(sorted(unknown))}, which is no leaf for a lesson.")


@dataclass(frozen=True)
class Suggestion:
    """A sentence to begin from, and the ground it rests on."""

    key: str
    draft: Draft
    on: str

    def __str__(self) -> str:
        told = [word + part for word, part in zip(("When ", "I ", "because "), self.draft.parts, strict=True) if part]
        return ", ".join(told) + "."


@dataclass(frozen=True)
class Ready:
    """Everything around one no. `leaf` is what the buyer's words came to, else what the rep's own look did."""

    loss: Loss
    answer: Answer | None
    leaf: str
    grounds: list[Ground]
    suggestions: list[Suggestion]
    came_back: list[Lesson]
    unread: int | None

    def ground(self, key: str) -> Ground | None:
        return next((ground for ground in self.grounds if ground.key == key), None)


def ready(viewer: Viewer, loss: Loss) -> Ready:
    answer = readable_answers(viewer, [loss]).get(loss.pk)
    found = confirmed(answer)
    leaf = found[0].leaf if found else _looked_at(viewer, loss)
    there = grounds(viewer, loss, answer)
    unread = None if answer else unread_answer(viewer, loss)
    begin = _suggestions(viewer, loss, leaf, there)
    return Ready(loss, answer, leaf, there, begin, came_back(viewer, loss, leaf), unread)


def _looked_at(viewer: Viewer, loss: Loss) -> str:
    leaf = own(viewer).filter(loss=loss).values_list("leaf", flat=True).first() or ""
    return leaf if leaf in LEAVES and not LEAVES[leaf].private else ""


def came_back(viewer: Viewer, loss: Loss, leaf: str) -> list[Lesson]:
    """Own live lessons that were drawn for the same leaf from another no: theirs alone to see."""
    if not leaf:
        return []
    rows = seeing.own(viewer).filter(store=loss.deal.store, leaf=leaf, status__in=seeing.LIVE)
    return list(rows.exclude(evidence__loss=loss).order_by("-made_at")[:3])


def _suggestions(viewer: Viewer, loss: Loss, leaf: str, there: list[Ground]) -> list[Suggestion]:
    found = []
    if leaf in BY_LEAF:
        row = BY_LEAF[leaf]
        found.append(Suggestion("leaf", Draft(row["when"], row["do"], row["because"]), there[0].key))
    cut = without_buyer(loss.deal)
    marks = {ground.marked.kind: ground for ground in there if ground.marked}
    back = marks.get(Marked.Kind.HAVE_BACK) or marks.get(Marked.Kind.TURNED)
    if back and back.said:
        at = local(back.at, loss.deal.store.zone)
        found.append(
            Suggestion("mark", Draft(_line(cut.cut(back.said)), "", f"at {at:%H:%M} it turned there"), back.key)
        )
    keep = own_notes(viewer).filter(review__loss=loss, screen="keep").first()
    if keep and keep.text.strip():
        found.append(Suggestion("keep", Draft("", _line(cut.cut(keep.text)), "it worked with them"), "no"))
    return found


def _line(text: str) -> str:
    """The first sentence, as the beginning of a clause."""
    first = " ".join(text.split()).split(". ")[0].rstrip(" .!")[:LONGEST]
    return first[:1].lower() + first[1:] if first[1:2].islower() and not first.startswith("I ") else first


def without_buyer(deal: Deal) -> Traces:
    buyer = deal.buyer
    names = ("first_name", "last_name", "company", "phone", "email")
    return traces([{name: getattr(buyer, name) for name in names}] if buyer else [])


def known_around(viewer: Viewer, ready: Ready, *, rests: bool) -> Known:
    """What the lint compares a draft from this no with."""
    deal = ready.loss.deal
    said = [version.text for version in ready.answer.versions.all()] if ready.answer else []
    return known_of(viewer, deal.store, [deal], said=said, rests=rests)


def known_of(
    viewer: Viewer, store: Store, deals: list[Deal], *, said: list[str], rests: bool = True, besides: int = 0
) -> Known:
    """Names of the store's people and of the deals' buyers; `besides` is the lesson that is being changed."""
    buyers = [deal.buyer for deal in deals if deal.buyer]
    people = User.objects.filter(memberships__store=store).distinct().values_list("name", flat=True)
    names = [*people, *(f"{buyer.first_name} {buyer.last_name} {buyer.company}" for buyer in buyers)]
    things = [store.name, *(deal.unit for deal in deals)]
    live = seeing.visible(viewer).filter(store=store, status__in=seeing.LIVE).exclude(pk=besides)
    rows = live.order_by("-pk").values_list("pk", "trigger", "do")[:COMPARED]
    return Known(
        names=frozenset(_words(names)) - frozenset(_words(things)),
        things=frozenset(_words(things)),
        said=said,
        others=[(pk, f"{trigger} {do}") for pk, trigger, do in rows],
        rests=rests,
    )


def _words(texts: list[str]) -> list[str]:
    return [word.strip(".,&'’()") for text in texts for word in comparable(text).split() if len(word) > 1]
