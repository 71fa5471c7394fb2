"""What stands before a view: signed in, in the right role, and, for managers, the pledge accepted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gametape.common.clock import now
from gametape.people import may
from gametape.people.models import Role
from gametape.people.pledging import has_accepted

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Anybody who works here, in any role."""
    return only()(view)


def only(*roles: str) -> Callable[[View], View]:
    """Signed in and in one of the roles (any, when none is named); "not yours" is a 404."""

    def door(view: View) -> View:
        @wraps(view)
        def behind(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            viewer = request.viewer  # type: ignore[attr-defined]
            if not viewer:
                return redirect_to_login(request.get_full_path())
            may.need(viewer, *roles)
            _stay_signed_in(request)
            if viewer.is_(Role.MANAGER) and not has_accepted(viewer.user):
                return redirect("pledge")
            return view(request, *args, **kwargs)

        return behind

    return door


def _stay_signed_in(request: HttpRequest) -> None:
    """Whoever comes back within the half year a session lasts keeps it; written once a week, not on every page."""
    week = f"{now():%G-%V}"
    if request.session.get("week") != week:
        request.session["week"] = week
