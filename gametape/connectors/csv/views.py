"""Import: bring a file, see its columns and correct them, see what would happen, import, undo."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common import typed
from gametape.common.clock import now
from gametape.connectors.csv import bringing
from gametape.connectors.csv.models import BroughtFile
from gametape.connectors.csv.names import FIELDS
from gametape.deals import taking_back
from gametape.deals.models import Batch
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role, Store

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
WHO = (Role.ADMIN, Role.OWNER)
LATEST = 30
UNDOING = timedelta(seconds=15)


def _files(viewer: may.Viewer) -> QuerySet[BroughtFile]:
    return BroughtFile.objects.filter(store__in=viewer.stores(*WHO)).select_related("store", "batch")


def _batches(viewer: may.Viewer) -> QuerySet[Batch]:
    return Batch.objects.filter(store__in=viewer.stores(*WHO)).select_related("store", "by")


@GET_POST
@only(*WHO)
def imports(request: HttpRequest) -> HttpResponse:
    """The way in for a file, those waiting, and what came in before."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        given = request.POST.get("store", "")
        store = may.store_for(viewer, *WHO, pk=typed.number(given))
        brought = bringing.bring(store, viewer.user, request.FILES.get("file"))
        return redirect("import_file", pk=brought.pk)
    told = {
        "stores": Store.objects.filter(pk__in=viewer.stores(*WHO)).order_by("name"),
        "waiting": _files(viewer).filter(batch=None).order_by("-pk")[:LATEST],
        "batches": _batches(viewer).order_by("-pk")[:LATEST],
    }
    return render(request, "connectors_csv/imports.html", told)


@GET_POST
@only(*WHO)
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Its columns with examples, to correct, and what an import would do."""
    brought = may.fetch(request.viewer, _files(request.viewer), pk=pk)  # type: ignore[attr-defined]
    if brought.batch_id:
        return redirect("import_batch", pk=brought.batch_id)
    rows = bringing.columns_shown(brought)
    if request.method == "POST":
        chosen = {row["column"]: request.POST.get(row["key"], row["field"]) for row in rows}
        bringing.correct(brought, chosen, request.POST.get("kind", ""))
        messages.success(request, _("Looked at again. The same columns are taken so next time."))
        return redirect("import_file", pk=brought.pk)
    told = {"file": brought, "told": brought.told, "rows": rows, "fields": FIELDS.items()}
    return render(request, "connectors_csv/file.html", told)


@require_POST
@only(*WHO)
def import_begin(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    batch = bringing.begin(may.fetch(viewer, _files(viewer), pk=pk), viewer.user)
    return redirect("import_batch", pk=batch.pk)


@require_POST
@only(*WHO)
def import_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    bringing.put_away(may.fetch(viewer, _files(viewer), pk=pk))
    messages.success(request, _("Put away. Nothing of it was imported."))
    return redirect("imports")


@require_safe
@only(*WHO)
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it."""
    batch = may.fetch(request.viewer, _batches(request.viewer), pk=pk)  # type: ignore[attr-defined]
    rows = batch.choices.get("rows", 0)
    told = {
        "batch": batch,
        "running": batch.finished_at is None and batch.undone_at is None and "stopped" not in batch.choices,
        "done": min(batch.cursor, rows),
        "rows": rows,
        "undone": batch.choices.get("undone"),
    }
    return render(request, "connectors_csv/batch.html", told)


@require_POST
@only(*WHO)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what nobody touched; what stays is listed on the page."""
    batch = may.fetch(request.viewer, _batches(request.viewer), pk=pk)  # type: ignore[attr-defined]
    undone = taking_back.undo(batch, until=now() + UNDOING)
    say = ngettext("%(n)s row was taken back.", "%(n)s rows were taken back.", undone.removed + undone.put_back)
    messages.success(request, say % {"n": undone.removed + undone.put_back})
    if not undone.complete:
        messages.warning(request, _("There is more to take back. Press Undo again and it goes on."))
    return redirect("import_batch", pk=batch.pk)
