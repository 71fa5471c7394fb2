"""What came back elsewhere: a reply that was pasted, a stop; and the wish that somebody else asks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gametape.ask import asking, hearing
from gametape.ask.models import Answer
from gametape.ask.replies import Reply, kind_of
from gametape.ask.views.at_hand import about, call_is_open, loss_to_ask, new_submission, viewer_of
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people.doors import signed_in
from gametape.people.models import User

AN_ANSWER = "ANSWER"
Status = Answer.Status


@signed_in
def pasted(request: HttpRequest, pk: int) -> HttpResponse:
    """They answered. What is no answer is said to be none, and the person who read it has the last word."""
    loss, role = loss_to_ask(request, pk)
    if call_is_open(loss, role):
        return see_other(f"{reverse('call', args=[loss.pk])}?next={request.path}")
    page = about(loss, submission=request.POST.get("submission", "")[:40] or new_submission())
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    if request.method != "POST":
        return render(request, "ask/pasted.html", page)
    reply, said = kind_of(words), request.POST.get("as", "")
    if words and not said and (reply.status or reply.unsure):
        return render(request, "ask/understood.html", {**page, "reply": reply, "words": words})
    try:
        return _taken(request, loss, role, words, said, reply, page["submission"])
    except Refusal as refusal:
        return shown_again(request, "ask/pasted.html", page, refusal)


def _taken(
    request: HttpRequest, loss: Loss, role: str, words: str, said: str, reply: Reply, submission: str
) -> HttpResponse:
    me = viewer_of(request).user
    if said in (Status.AUTO_REPLY, Status.NOT_THE_BUYER):
        return _nothing_kept(request, loss, said, me)
    stops = said == Status.OPT_OUT
    told: dict[str, Any] = {"words": words, "submission": submission, "by": me, "role": role}
    if stops and not reply.rest:
        hearing.pasted(loss, **told, understood=Status.OPT_OUT)
    else:
        understood = said if said in (Status.NO_REASON, Status.QUESTION_BACK) else "" if said else None
        answer = hearing.pasted(loss, **told, understood=understood)
        if not stops:
            return see_other("answer", answer.pk)
    return _stopped(request, loss, me)


def _nothing_kept(request: HttpRequest, loss: Loss, said: str, me: User) -> HttpResponse:
    if said == Status.NOT_THE_BUYER:
        hearing.wrong_person(loss, by=me)
        messages.success(request, _("Taken out: nobody writes there again. Nothing else was kept."))
        return see_other("deal", loss.deal_id)
    messages.success(request, _("Nothing was kept: a machine wrote it. It is still their turn."))
    return see_other("ask", loss.pk)


@require_POST
@signed_in
def they_said_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not contact. The form that leads here says what it means, and needs its own yes."""
    loss, _role = loss_to_ask(request, pk)
    if request.POST.get("sure") != "yes":
        return render(request, "ask/stop.html", about(loss))
    return _stopped(request, loss, viewer_of(request).user)


def _stopped(request: HttpRequest, loss: Loss, me: User) -> HttpResponse:
    hearing.stop(loss, by=me)
    messages.success(request, _("Do not contact: noted, on every channel, for everyone here."))
    return see_other("next")


@require_POST
@signed_in
def not_me(request: HttpRequest, pk: int) -> HttpResponse:
    """I'd rather not ask. Somebody else may; nobody is told why."""
    loss, _role = loss_to_ask(request, pk)
    asking.leave_to_another(loss, by=viewer_of(request).user)
    messages.success(request, _("Left to another voice. Nobody is told why."))
    return see_other("next")
