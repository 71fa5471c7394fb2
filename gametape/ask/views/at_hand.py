"""What every page about one no-sale begins with: the row, fetched with permission, and as what this person asks."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from gametape.ask import seeing
from gametape.deals.models import Loss
from gametape.deals.seeing import own_losses
from gametape.people import may
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.sending.models import Message


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined, no-any-return]


def own_loss(request: HttpRequest, pk: int) -> Loss:
    """A no on one's own deal: what happens on the floor is the rep's."""
    viewer = viewer_of(request)
    return may.fetch(viewer, own_losses(viewer), pk=pk)


def loss_to_ask(request: HttpRequest, pk: int, *, opening: str = "") -> tuple[Loss, str]:
    """A no this person may ask about, on their own deal or as a second voice, and the role they ask in."""
    viewer = viewer_of(request)
    loss = may.fetch(viewer, seeing.may_ask(viewer), pk=pk, opening=opening)
    return loss, seeing.role_in(viewer, loss)


def loss_to_answer(request: HttpRequest, pk: int) -> tuple[Loss, str]:
    """A no whose buyer this person may answer, F&I too where the words were held, and the role they answer in."""
    viewer = viewer_of(request)
    loss = may.fetch(viewer, seeing.may_answer(viewer), pk=pk)
    return loss, seeing.role_in(viewer, loss)


def own_message(request: HttpRequest, pk: int) -> Message:
    """One's own message: what a colleague is writing is theirs."""
    viewer = viewer_of(request)
    rows = Message.objects.filter(by=viewer.user).select_related("store", "buyer")
    message = may.fetch(viewer, rows, pk=pk)
    # Two steps: as one query the losses one may ask about were all gathered first (0.7 s with a million deals).
    message.loss = may.fetch(viewer, seeing.may_answer(viewer), pk=message.loss_id)
    return message


def on_ones_phone(request: HttpRequest, pk: int) -> Message:
    """A message that was handed to this person's phone. Whether it went out they alone know, whoever has the deal now."""
    viewer = viewer_of(request)
    handed = Message.objects.filter(by=viewer.user, state=Message.State.HANDED, store__in=viewer.stores())
    return handed.filter(pk=pk).first() or own_message(request, pk)


def call_is_open(loss: Loss, role: str) -> bool:
    """The rep's own call comes before the buyer's words (law 3); a second voice has none to make."""
    call = getattr(loss, "own_call", None)
    return role == Role.REP and (call is None or call.sealed_at is None)


def about(loss: Loss, **more: Any) -> dict[str, Any]:
    """What the templates of this room have in common."""
    deal = loss.deal
    return {"loss": loss, "deal": deal, "store": deal.store, "buyer": deal.called or "the buyer", **more}


def new_submission() -> str:
    """The form's own number: sent twice, or again after a crash, it is one sending."""
    return secrets.token_urlsafe(18)
