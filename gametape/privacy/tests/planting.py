"""A buyer whose name and addresses stand in every text column of every table that can hold them, and in the uploads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Model

from gametape.common.clock import now
from gametape.common.forgetting import TABLES
from gametape.people.models import Buyer, Store, User
from gametape.privacy.tables import TEXT

FIRST, LAST, COMPANY = "Zebulon", "Quackenbush", "Quackenbush Haulage"
PHONE, EMAIL, RECORD = "+16085550177", "zeb.q@mail.example", "CRM-77177"
SPELLED = "(608) 555-0177"
NEEDLES = (FIRST, LAST, "6085550177", SPELLED, EMAIL, RECORD)
PLANTED = f"{FIRST} {LAST} {PHONE} {SPELLED} {EMAIL} {RECORD}"
OF_COLLEAGUES = {"people.User", "people.Store", "people.Membership", "people.Invitation", "people.PledgeAccepted"}


def buyer_at(store: Store) -> Buyer:
    return Buyer.objects.create(
        store=store, first_name=FIRST, last_name=LAST, company=COMPANY, phone=PHONE, email=EMAIL,
        created_at=now() - timedelta(days=1),
    )  # fmt: skip


class Planter:
    """Makes one row of every table of ours that tells of a buyer, by the types of its columns, whatever tables a room
    may add; and writes the planted words into every text column that is free."""

    def __init__(self, buyer: Buyer, store: Store, user: User) -> None:
        self.made: dict[type[Model], Model] = {Buyer: buyer, Store: store, User: user}

    def plant(self) -> list[type[Model]]:
        """The tables that hold the words now."""
        wanted = [table for table in TABLES.values() if table.buyers or table.scrub]
        for table in wanted:
            self.row(table.model)
        return [table.model for table in wanted]

    def row(self, model: type[Model]) -> Model:
        if model not in self.made:
            values = {
                field.name: self.value(model, field) for field in model._meta.concrete_fields if self.fills(field)
            }
            row = model(**values)
            row.save()
            self.made[model] = row
        return self.made[model]

    @staticmethod
    def fills(field: Any) -> bool:
        return not field.primary_key and (
            field.is_relation or isinstance(field, (*TEXT, models.DateField)) or not field.has_default()
        )

    def value(self, model: type[Model], field: Any) -> Any:
        table = TABLES[model]
        if field.is_relation:
            return self.row(field.related_model)
        if isinstance(field, TEXT):
            return self.text(table, field)
        if isinstance(field, models.DateTimeField):
            return None if field.null else now() - timedelta(hours=1)
        if isinstance(field, models.DateField):
            return None if field.null else now().date()
        if field.null:
            return {"start": 0, "end": 4}.get(field.name)
        return {"start": 0, "end": 4}.get(field.name, 1)

    def text(self, table: Any, field: Any) -> Any:
        free = field.name in table.blank or field.name in table.scrub or table.decision.value == "delete"
        if isinstance(field, models.JSONField):
            return {"planted": [PLANTED]} if free else field.get_default()
        if field.choices:
            return "" if field.blank else field.choices[0][0]
        if field.name in ("token", "visitor"):
            return "t0ken"
        if free and field.name not in table.coded:
            return (
                PLANTED[: field.max_length]
                if field.max_length is None or field.max_length > 40
                else FIRST[: field.max_length]
            )
        return (field.get_default() or "x")[: field.max_length] if not field.null else None


def plant_uploads() -> list[Path]:
    """Two that hold them and one that does not."""
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        "aa": f"Name,Phone\nJo,608-555-0100\nSomebody,{SPELLED}\n",
        "bb": f"First,Last\n{FIRST.upper()},{LAST}\n",
        "cc": f"Name,Phone\n{FIRST},608-555-0101\n",
    }
    for name, text in rows.items():
        (folder / name).write_text(text)
    return [folder / name for name in rows]
