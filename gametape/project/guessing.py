"""Somebody guesses at passwords: whose, from where, and what they are told. The counting is axes'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def name_of(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The address that is tried, in one spelling."""
    given = credentials or (request.POST if request else {})
    return str(given.get("email") or given.get("login") or given.get("username") or "").strip().lower()[:254]


def address_of(request: HttpRequest) -> str:
    """Where it comes from. Behind our own proxy that is the last address it added, never one the guesser wrote."""
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return passed_on.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    say = _(
        "Too many tries with the wrong password. Wait a quarter of an hour, or ask the owner of your store for a link."
    )
    return render(request, "refused.html", {"say": say}, status=429)
