"""What stands around every page: who is there, how a refusal is shown, what every template may use."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from gametape.common.pages import read_without_nul
from gametape.common.refusal import NotYours, Refusal
from gametape.people.may import Viewer
from gametape.people.models import Role

Answer = Callable[[HttpRequest], HttpResponse]
NOTHING_OF_THE_DEVICE = "camera=(), geolocation=(), microphone=()"  # one page may hear, and says so itself
complaints = logging.getLogger("gametape.edges")


class WhoIsThere:
    """`request.viewer`: the signed-in person with their roles, or None. Read when first asked for.

    No browser keeps a page of ours unless it says so itself: after signing out on the store's tablet, Back shows none."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", NOTHING_OF_THE_DEVICE)
        return response


def viewer_of(request: HttpRequest) -> Viewer | None:
    return Viewer(request.user) if request.user.is_authenticated else None


class RefusalsAreShown:
    """A `Refusal` becomes a page with its sentence and its status; "not yours" looks like any page that is not there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotYours):
            return not_found(request)
        if isinstance(error, Refusal):
            return render(request, "refused.html", {"say": error.say}, status=error.status)
        return None


class NoNulInAField:
    """A NUL goes from every field before a view sees it: SQLite would keep one, PostgreSQL refuses the whole query, and
    a hidden field (a submission's mark, a page's number) is looked up as often as it is kept. A view that
    `reads_fields_itself` has sentences of its own for a form that is too long, and reading it twice finds nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *its: Any) -> None:
        if not getattr(view, "reads_fields_itself", False):
            read_without_nul(request)


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_like_this(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """A form from a page that stood open over a sign-in or for too long; and whatever else is no proper request."""
    say = _("This page stood open too long, or cookies are turned off. Go back, load it anew, and send it once more.")
    return render(request, "refused.html", {"say": say}, status=403)


def broke(request: HttpRequest) -> HttpResponse:
    """Without the request: whatever broke may break what stands around a page, too."""
    return HttpResponse(render_to_string("500.html", {"look": look_version()}), status=500)


@cache
def look_version() -> str:
    """Part of the look's address, so that a browser keeps a file for a year and still gets a new one at once."""
    digest = hashlib.sha256()
    for path in sorted(Path(settings.STATICFILES_DIRS[0]).rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def on_every_page(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, the doors of the navigation by role, the look's version, whether this is the demo. The viewer is the
    request's own, so that their roles are read once; a request that was stopped before has none."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "is_rep": bool(viewer and viewer.is_(Role.REP)),
        "is_manager": bool(viewer and viewer.is_(Role.MANAGER)),
        "is_neutral": bool(viewer and viewer.is_(Role.NEUTRAL)),
        "is_finance": bool(viewer and viewer.is_(Role.FINANCE)),
        "is_admin": bool(viewer and (viewer.is_(Role.ADMIN) or viewer.is_(Role.OWNER))),
        "is_owner": bool(viewer and viewer.is_(Role.OWNER)),
        "look": look_version(),
        "demo": settings.DEMO,
        "hears": settings.HEARS,
    }


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves; people are invited by name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
