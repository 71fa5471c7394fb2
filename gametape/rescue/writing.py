"""The one message of a save: composed and linted by the ask room with the scope of a save, sent once by the outbox.

Nothing here decides whether it may go: without the buyer's key the outbox refuses to keep it (law 2), and it hands one
message of this kind to one phone (law 8).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest

from gametape.ask import composing, from_here, handing, seeing
from gametape.ask.composing import Sheet, Typed
from gametape.ask.from_here import Fit
from gametape.ask.readers import managers
from gametape.common.refusal import NotYours
from gametape.people.may import Viewer
from gametape.rescue.saving import Save, held
from gametape.sending.models import Message

KIND = Message.Kind.ANSWER


def can_be_written(save: Save) -> bool:
    """By who has it in hand, while the buyer waits, unless somebody else is at it. How they were treated is answered by
    a different person, where there is one."""
    if not save.may_write or not save.is_open:
        return False
    somebody_elses = save.as_rep and save.play is not None and save.play.about_us and managers(save.answer.ask)
    return not somebody_elses


def sheet_for(viewer: Viewer, save: Save, request: HttpRequest) -> Sheet | None:
    """None where a colleague has words ready already, or this person's are on their phone: the page then says so."""
    if save.back is not None and (save.back.by_id != viewer.user.pk or save.back.state != Message.State.WAITING):
        return None
    brought = typed(request.POST) if request.method == "POST" and "words" in request.POST else None
    channel = (request.POST if brought else request.GET).get("channel", "")
    role = seeing.role_in(viewer, save.loss)
    return composing.sheet(save.loss, kind=KIND, by=viewer.user, role=role, channel=channel, typed=brought)


def offered_from_here(viewer: Viewer, save: Save, sheet: Sheet | None) -> Fit | None:
    """Whether and when this sheet could leave from here; None where nothing is set up, or nothing is written."""
    if sheet is None:
        return None
    role = seeing.role_in(viewer, save.loss)
    return from_here.offered(save.loss, kind=KIND, channel=sheet.channel, role=role)


def write(viewer: Viewer, save: Save, posted: Mapping[str, str], *, do: str) -> tuple[Message, bool]:
    """Keeps the words and, where `do` is a way out, hands them over. The message, and whether it is on its way."""
    if not can_be_written(save):
        raise NotYours
    me, loss, role, written = viewer.user, save.loss, seeing.role_in(viewer, save.loss), typed(posted)
    first_way = next(iter(composing.ways_for(loss, None)), "copy")
    channel = posted.get("channel") or first_way
    with transaction.atomic():
        held(save)  # passed on meanwhile, it is not written any more by who had it
        message = handing.keep(
            loss, kind=KIND, by=me, role=role, channel=channel, words=written.words, subject=written.subject
        )
    if message.state in Message.IN_HAND and message.words == written.words:
        return message, True  # the same tap again
    if do in handing.CHANNELS:
        handing.hand_over(message, by=me, channel=do)
        return message, True
    if do == from_here.ACT:
        return from_here.send_from_here(message, by=me), True
    return message, False


def typed(posted: Mapping[str, str]) -> Typed:
    words = posted.get("words", "").replace("\r\n", "\n").replace("\x00", "")
    return Typed(words.strip(), " ".join(posted.get("subject", "").replace("\x00", "").split())[:120])
