"""What an import says in words."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from gametape.ask.plan_rules import ASK_PLAN
from gametape.common.clock import now
from gametape.connectors.csv.importing import Report
from gametape.connectors.csv.names import FIELDS
from gametape.deals.arriving import owners_waiting
from gametape.deals.models import Deal, Loss
from gametape.people.models import Store

LATELY = timedelta(days=60)
SHOWN = 10


def tell(report: Report) -> str:
    """The result for a person at a terminal: columns, counts, what was left out and why."""
    seen, tally, batch = report.seen, report.tally, report.batch
    lines = [f"{seen.found.kind.capitalize()}, {_family(seen.found.crm)}, {seen.rows:,} rows."]
    lines += [f"  {column} -> {wanted} ({FIELDS[wanted]})" for column, wanted in seen.found.mapping.items()]
    lines += [f"Dropped: {column} ({why})" for column, why in seen.dropped.items()]
    lines += [f"Note: {note}" for note in seen.notes]
    would = "" if batch else "would be "
    lines.append(
        f"{tally.created:,} {would}created, {tally.updated:,} {would}updated, {tally.unchanged:,} unchanged, "
        f"{tally.left_out:,} left out, {tally.junk:,} of them junk."
    )
    lines += [f"  row {row}: {why}" for row, why in sorted(tally.reasons)[:SHOWN]]
    if (more := max(tally.left_out, len(tally.reasons)) - SHOWN) > 0:
        lines.append(f"  and {more:,} more")
    if tally.redacted:
        lines.append(f"{tally.redacted:,} card or identity numbers were cut out of the words.")
    if batch and batch.finished_at is None:
        lines.append("Stopped. What is in stays in; import the same file again and it goes on from there.")
    return "\n".join(lines)


def start_line(report: Report, store: Store) -> str:
    """'214 deals, 71 no-sales in 60 days, 23 still askable, 9 without phone or e-mail, 2 columns dropped; ...'"""
    at = now()
    lately = Loss.objects.filter(
        deal__store=store, deal__left_out="", undone_at=None, reopened_at=None, at__gte=at - LATELY, at__lte=at
    )
    nowhere = Q(deal__buyer=None) | Q(deal__buyer__phone="", deal__buyer__email="")
    over = timedelta(days=ASK_PLAN.windows["W4"].days[store.kind][0])
    askable = lately.exclude(nowhere).filter(
        unasked="", deal__buyer__stopped_at=None, deal__buyer__condition="", at__gt=at - over
    )
    parts = [
        _count(Deal.objects.filter(store=store, left_out="").count(), "deal"),
        f"{_count(lately.count(), 'no-sale')} in 60 days",
        f"{askable.count():,} still askable",
        f"{lately.filter(nowhere).count():,} without phone or e-mail",
        f"{_count(len(report.seen.dropped), 'column')} dropped",
    ]
    owners = len(owners_waiting(store))
    invite = f"; {_count(owners, 'owner')} found: invite them" if owners else ""
    junk = f" ({_count(report.tally.junk, 'row')} of junk left out)" if report.tally.junk else ""
    return ", ".join(parts) + invite + junk


def _count(many: int, what: str) -> str:
    return f"{many:,} {what}{'' if many == 1 else 's'}"


def _family(crm: str) -> str:
    return {"plain": "a plain list", "dealer": "as a dealer's CRM exports them"}.get(
        crm, f"as {crm.capitalize()} exports them"
    )
