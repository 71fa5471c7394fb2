"""Who was forgotten, as keyed hashes: so that a backup that is put back does not bring them back.

The key is the one of the do-not-contact list. It travels in the backup, so the hashes of the backup and those of the
installation it replaces mean the same; under another key they mean nothing and are left out.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from gametape.deals.models import Deal
from gametape.people.models import Buyer
from gametape.people.phones import e164
from gametape.privacy.models import Forgotten
from gametape.privacy.tables import CHUNK

What = Forgotten.What
Hashes = dict[str, datetime]


class Hasher:
    """HMAC-SHA256 under the installation's key, read once; 64 hex digits."""

    def __init__(self) -> None:
        self.key = Path(settings.SUPPRESSION_KEY_FILE).read_bytes()

    def of(self, what: str, plain: str) -> str:
        return hmac.new(self.key, f"{what}:{plain}".encode(), hashlib.sha256).hexdigest()

    def row(self, buyer: Buyer) -> str:
        """The number of a row alone may be given again after a restore; the moment it was made is not."""
        return self.of(What.ROW, f"{buyer.pk}:{buyer.created_at.isoformat()}")

    def addresses(self, buyer: Buyer) -> list[str]:
        phone = e164(buyer.phone, country=buyer.store.country) if buyer.phone else ""
        return [self.of(What.ADDRESS, plain) for plain in (phone, buyer.email.strip().lower()) if plain]

    def record(self, store_id: int, source: str, external_id: str) -> str:
        return self.of(What.RECORD, f"{store_id}:{source}:{external_id}")


def note(buyers: Iterable[Buyer], *, at: datetime) -> None:
    """Before they are emptied. An address that somebody else has too is left out: by it that one would be forgotten."""
    rows, hasher = list(buyers), Hasher()
    pks = [row.pk for row in rows]
    known: dict[str, str] = {hasher.row(row): What.ROW for row in rows}
    for row in rows:
        if not _shared(row, pks):
            known |= dict.fromkeys(hasher.addresses(row), What.ADDRESS)
    records = Deal.objects.filter(buyer__in=pks).exclude(external_id="").values_list("store", "source", "external_id")
    known |= {hasher.record(*record): What.RECORD for record in records.iterator()}
    add([{"key_hash": key, "what": what, "at": at} for key, what in known.items()])


def _shared(buyer: Buyer, but: list[int]) -> bool:
    others = Buyer.objects.exclude(pk__in=but)
    by_phone = bool(buyer.phone) and others.filter(phone=buyer.phone).exists()
    return by_phone or (bool(buyer.email) and others.filter(email__in={buyer.email, buyer.email.lower()}).exists())


def add(rows: list[dict[str, Any]]) -> None:
    """Into the ledger; one that is there takes the later date."""
    Forgotten.objects.bulk_create(
        [Forgotten(**row) for row in rows],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["key_hash"],
        update_fields=["at"],
    )


def rows() -> list[dict[str, Any]]:
    """The whole ledger as plain values, to be carried over a restore."""
    return [{**row, "at": row["at"].isoformat()} for row in Forgotten.objects.values("key_hash", "what", "at")]


def carry_over(kept: list[dict[str, Any]]) -> None:
    """Into the ledger of the backup that is back now: of one hash the later date counts."""
    here = dict(Forgotten.objects.values_list("key_hash", "at"))
    given = [{**row, "at": datetime.fromisoformat(row["at"])} for row in kept]
    add([row for row in given if row["key_hash"] not in here or here[row["key_hash"]] < row["at"]])


def come_back() -> Iterator[tuple[list[Buyer], datetime]]:
    """Buyers who stand here and were forgotten after their row was made, with when. Whoever came again since is a new
    person to us, and stays."""
    ledger: Hashes = dict(Forgotten.objects.values_list("key_hash", "at"))
    if not ledger:
        return
    hasher = Hasher()
    by_record = _by_record(ledger, hasher)
    for buyer in Buyer.objects.select_related("store").order_by("pk").iterator(chunk_size=CHUNK):
        times = [ledger.get(key) for key in (hasher.row(buyer), *hasher.addresses(buyer))] + [by_record.get(buyer.pk)]
        after = [when for when in times if when and when >= buyer.created_at]
        if after and not is_empty(buyer):
            yield [buyer], max(after)


def is_empty(buyer: Buyer) -> bool:
    return not (buyer.first_name or buyer.last_name or buyer.company or buyer.phone or buyer.email)


def _by_record(ledger: Hashes, hasher: Hasher) -> dict[int, datetime]:
    """{buyer: when}, for buyers whose deal a CRM calls by a number in the ledger."""
    found: dict[int, datetime] = {}
    deals = Deal.objects.exclude(external_id="").exclude(buyer=None)
    rows = deals.values_list("buyer", "store", "source", "external_id").iterator(chunk_size=CHUNK)
    for buyer, store, source, external_id in rows:
        when = ledger.get(hasher.record(store, source, external_id))
        if when and buyer:
            found[buyer] = max(when, found.get(buyer, when))
    return found
