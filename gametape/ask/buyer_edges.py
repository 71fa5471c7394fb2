"""What stands around every page a buyer opens: no cookie, no tracker, no memory, and a whole sentence for bad input."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from gametape.ask.links import DeadLink, link_of
from gametape.common.pages import read_without_nul
from gametape.people.coming_back import lent_here

View = Callable[[HttpRequest, str], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
POLICY = {
    "default-src": [NONE],
    "script-src": [NONCE],
    "style-src": [NONCE],
    "img-src": ["data:"],
    "connect-src": [NONE],
    "manifest-src": [NONE],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
TOO_LONG = "That is longer than this page can take. Nothing was sent. Go back, shorten it a little, and send it again."
GARBLED = "This did not arrive whole. Nothing was sent. Go back and send it once more."
SWALLOWED = 16 * 1024 * 1024


def for_the_buyer(view: View) -> View:
    """A page behind the link. Exempt from the CSRF check: that check needs a cookie, and there is nothing to forge, for
    the signed link itself is the authority and whoever could make a browser post it could post it themselves."""

    @wraps(view)
    def behind(request: HttpRequest, link: str) -> HttpResponse:
        try:
            read_without_nul(request)
            response = view(request, link) if request.method in METHODS else _not_this_way()
        except DeadLink as dead:
            response = _dead(request, dead)
        except RequestDataTooBig:
            _swallow(request)
            response = sheet(request, "dead", {"title": TOO_LONG.split(". ")[0], "more": TOO_LONG}, status=413)
        except (BadRequest, SuspiciousOperation, MultiPartParserError):
            response = sheet(request, "dead", {"title": GARBLED.split(". ")[0], "more": GARBLED}, status=400)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    page = csrf_exempt(cast(View, csp_replace(POLICY)(cast(Any, behind))))
    page.reads_fields_itself = True  # type: ignore[attr-defined]
    return page


def sheet(request: HttpRequest, name: str, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of its own, with its style in it. Rendered without the request, so that nothing on it tells who is
    signed in; only whether the screen is lent, for the rep's way back."""
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    around = {"nonce": nonce, "lent": lent_here(request)}
    return HttpResponse(render_to_string(f"ask/buyer/{name}.html", {**told, **around}), status=status)


def _dead(request: HttpRequest, dead: DeadLink) -> HttpResponse:
    """Says so kindly, gives back what was typed meanwhile, and lets whoever holds a genuine link still say stop."""
    title, more = dead.say.split(". ", 1)
    told: dict[str, Any] = {"title": f"{title}.", "more": more, "typed": request.POST.get("words", "")}
    if dead.ask is not None:
        told |= {"link": link_of(dead.ask), "store": dead.ask.loss.deal.store, "over": True}
    return sheet(request, "dead", told, status=dead.status)


def _not_this_way() -> HttpResponse:
    response = HttpResponse("This page is opened and sent, and nothing else.", status=405, content_type="text/plain")
    response["Allow"] = ", ".join(METHODS)
    return response


def _swallow(request: HttpRequest) -> None:
    """Reads on what was sent, up to a measure: a browser shows our sentence only after it could finish sending."""
    taken = 0
    while taken < SWALLOWED and (piece := request.read(64 * 1024)):
        taken += len(piece)
