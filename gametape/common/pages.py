"""How a view reads a form, and answers after it: on to the next page, or the same page again with everything typed still
there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from gametape.common.refusal import NotYours, Refusal


class SeeOther(HttpResponseRedirect):
    """After a POST the browser GETs what comes next, so that a reload sends nothing twice."""

    status_code = 303


def see_other(to: Any, *args: Any, **kwargs: Any) -> SeeOther:
    """`to` is a URL name with its arguments, or a path."""
    return SeeOther(resolve_url(to, *args, **kwargs))


def shown_again(request: HttpRequest, template: str, told: Mapping[str, Any], refusal: Refusal) -> HttpResponse:
    """The form with `refusal` beside its field and `typed` in every box. What is not theirs stays a 404."""
    if isinstance(refusal, NotYours):
        raise refusal
    return render(request, template, {**told, "refusal": refusal, "typed": request.POST}, status=refusal.status)


def safe_path(path: str) -> str:
    """`path` if it stays on this site, else "": nobody is led away by a link that somebody else wrote."""
    stays = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if stays else ""


def read_without_nul(request: HttpRequest) -> None:
    """Reads the fields, and takes every NUL out of their names and values."""
    request.GET = without_nul(request.GET)  # type: ignore[assignment]  # the stubs know one that never changes
    request.POST = without_nul(request.POST)  # type: ignore[assignment]


def without_nul(fields: QueryDict) -> QueryDict:
    if not any("\x00" in text for name, values in fields.lists() for text in (name, *values)):
        return fields
    clean = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        clean.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return clean
