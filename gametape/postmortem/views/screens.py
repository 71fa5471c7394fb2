"""One page of a review: shown, kept, and on to the next. It can be paused anywhere, and nothing on it has to be filled."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gametape.common.pages import SeeOther, see_other
from gametape.common.refusal import NotYours, Refusal
from gametape.common.typed import text
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role
from gametape.postmortem import flow, keeping, marking, reviewing, seeing
from gametape.postmortem.models import Review
from gametape.postmortem.reframing import nudges
from gametape.postmortem.their_words import their_words
from gametape.postmortem.views.sheets import sheet_of, told

AFTER_OWN_VIEW = ("buyer", "gap")
GOES_ON = ("", "next")  # whoever pauses, goes back or is done has decided; a question about a word would be in the way


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def tape_screen(request: HttpRequest, pk: int, screen: str) -> HttpResponse:
    """What was typed reaches no report of an error, either."""
    viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.losses(viewer), pk=pk)
    review = seeing.own_review(viewer, loss)
    if screen not in flow.SCREENS:
        raise NotYours
    if review is None or review.screen == "settle":
        return see_other("tape", pk)
    if screen in AFTER_OWN_VIEW and review.viewed_at is None:
        return see_other("tape_screen", pk, "tape")
    if request.method != "POST":
        return render(request, f"postmortem/{screen}.html", told(request, review, screen))
    try:
        return _keep(request, review, screen)
    except Refusal as refusal:
        return _again(request, review, screen, refusal)


def _again(request: HttpRequest, review: Review, screen: str, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, NotYours):
        raise refusal
    return render(request, f"postmortem/{screen}.html", told(request, review, screen, refusal), status=refusal.status)


def _keep(request: HttpRequest, review: Review, screen: str) -> HttpResponse:
    """Kept first, whatever comes then. A question about a wording stands on the same page, once, and the next tap goes on."""
    sheet, act = sheet_of(screen, review), request.POST.get("act", "")
    typed = sheet.typed(request.POST)
    changed = keeping.keep(review, sheet, typed, made_from=request.POST.get("made_from", ""))
    _besides(request, review, screen, act)
    name = review.by.first_name if review.as_outsider else ""
    worded = any(nudges(typed.get(field, ""), name=name) for field in changed & sheet.texts)
    if worded and act in GOES_ON and screen != flow.FRIEND:
        reviewing.stand_at(review, screen)
        return SeeOther(f"{_screen(review, screen)}?asked=1")
    if screen == "steps" and changed and act in GOES_ON:
        return SeeOther(f"{_screen(review, screen)}?asked=1")
    return _onward(review, screen, act)


def _besides(request: HttpRequest, review: Review, screen: str, act: str) -> None:
    """What a page keeps beside its boxes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if screen == "frame":
        reviewing.see_from_outside(review, outside="as_outsider" in request.POST)
    elif screen == "tape":
        reviewing.give_own_view(review)
    elif screen == "buyer" and (quote := text(request.POST, "quote", longest=keeping.LONGEST)):
        saw, kind = keeping.words(request.POST, "saw"), request.POST.get("kind", "")
        marking.rest_on_words(review, their_words(viewer, review).readable, kind=kind, quote=quote, saw=saw)
    elif screen == "gap":
        if act == "nobody" and their_words(viewer, review).is_in_hands:
            say = _("What the buyer named was in your hands, so it stays there. That is good news: you can do it.")
            raise Refusal(say, field="nobody")
        reviewing.set_nobody_could(review, act == "nobody")


def _onward(review: Review, screen: str, act: str) -> HttpResponse:
    """Every way out of a review is the next one: when it is paused, too."""
    if act == "pause":
        reviewing.stand_at(review, screen)
        return see_other("next")
    if act == "back":
        return SeeOther(_screen(review, flow.before(screen, review.path) or screen))
    if screen == flow.FRIEND:
        reviewing.finish(review)
        return see_other("next")
    following = flow.FRIEND if act in ("nobody", "no_lesson") else flow.after(screen, review.path)
    if following == flow.LESSON:
        reviewing.finish(review)
        onward = urlencode({"next": _screen(review, flow.FRIEND)})
        return SeeOther(f"{reverse('draw', args=[review.loss_id])}?{onward}")
    reviewing.stand_at(review, following)
    return SeeOther(_screen(review, following))


def _screen(review: Review, screen: str) -> str:
    return reverse("tape_screen", args=[review.loss_id, screen])
