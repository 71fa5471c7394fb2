"""While a screen is lent to a customer: what stands before every page, and the way back for whoever lent it."""

from __future__ import annotations

from collections.abc import Callable

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gametape.common.pages import see_other
from gametape.common.refusal import Refusal
from gametape.people import lending, ways_in
from gametape.people.models import User

# To come back, to show a passkey, and to give the session up: none of them shows anything of anybody.
STAY_OPEN = ("way_back", "mfa_reauthenticate_webauthn", "account_logout")


class ScreenIsLent:
    """Before any view: a lent screen answers every page but the customer's own with a kind one that shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = lent_here(request)
        if path and not _stays_open(request.path, path):
            return _with_a_customer(request, status=403)
        return self.get_response(request)


def is_signed_in(request: HttpRequest) -> bool:
    """Asks the session only where the browser sent one: a buyer's own browser has none, and their page reads none."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def lent_here(request: HttpRequest) -> str:
    """The path this screen is lent for, "" where it is not."""
    return lending.path_lent(request.session) if is_signed_in(request) else ""


def _stays_open(asked: str, lent: str) -> bool:
    return asked.startswith(lent) or asked in {reverse(name) for name in STAY_OPEN}


def _with_a_customer(request: HttpRequest, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    told = {
        "path": lending.path_lent(request.session),
        "by_digits": lending.is_by_digits(request.session),
        "by_password": ways_in.has_password(user),
        "by_passkey": ways_in.has_passkey(user),
        "refusal": refusal,
    }
    return render(request, "people/lent.html", told, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def way_back(request: HttpRequest) -> HttpResponse:
    """For whoever lent the screen: their password, their passkey, or the digits they chose."""
    if not lent_here(request):
        return see_other("front")
    try:
        if not _is_back(request):
            return _with_a_customer(request, status=200)
    except Refusal as refusal:
        return _with_a_customer(request, status=refusal.status, refusal=refusal)
    lending.give_back(request.session)
    return see_other("front")


def _is_back(request: HttpRequest) -> bool:
    if lending.came_back_by_passkey(request.session):
        return True
    if request.method != "POST":
        return False
    if lending.is_by_digits(request.session):
        return _digits(request)
    return _password(request)


def _digits(request: HttpRequest) -> bool:
    """Counted where wrong passwords are counted, in the database, so that ten thousand tries take weeks."""
    loan = {"username": lending.loan_of(request.session)}
    if not AxesProxyHandler.is_allowed(request, loan):
        raise Refusal(_("Too many tries. Wait a quarter of an hour, or sign out on this screen."), status=429)
    if lending.digits_are_right(request.session, request.POST.get("digits", "")):
        return True
    AxesProxyHandler.user_login_failed(sender=__name__, credentials=loan, request=request)
    raise Refusal(_("Those are not the digits you chose. Try again."), field="digits")


def _password(request: HttpRequest) -> bool:
    user: User = request.user  # type: ignore[assignment]
    shown = authenticate(request, username=user.email or "", password=request.POST.get("password", ""))
    if shown is None or shown.pk != user.pk:
        raise Refusal(_("That is not your password. Try again."), field="password")
    return True
