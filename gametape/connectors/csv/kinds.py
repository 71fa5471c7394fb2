"""What kind of list a file is: deals, people, or something else, said by name; and which CRM's names it bears."""

from __future__ import annotations

import re
from collections import Counter

from gametape.common.refusal import Refusal
from gametape.connectors.csv import amounts, dates, stages
from gametape.connectors.csv.columns import Column, Recognised
from gametape.connectors.csv.fitting import EMAIL, fields_by_name, looks_like_phone
from gametape.connectors.csv.names import plain_name

_FAMILIES: tuple[tuple[str, int, frozenset[str]], ...] = (
    (
        "hubspot",
        2,
        frozenset(
            {
                "record id",
                "deal stage",
                "deal owner",
                "create date",
                "is closed won",
                "pipeline",
                "associated company",
                "property dealname",
                "dealname",
                "deal pipeline stage id",
                "portal id",
                "hubspot owner id",
                "property hs createdate",
                "hs object id",
            }
        ),
    ),
    (
        "salesforce",
        2,
        frozenset(
            {
                "opportunity id",
                "opportunity owner",
                "opportunity name",
                "stage name",
                "is won",
                "forecast category",
                "fiscal",
                "record type id",
                "system modstamp",
                "account id",
                "forecast category name",
            }
        ),
    ),
    (
        "pipedrive",
        2,
        frozenset(
            {
                "deal title",
                "deal status",
                "deal value",
                "deal won time",
                "deal lost time",
                "deal organization",
                "deal contact person",
                "person name",
                "lost time",
                "won time",
                "deal owner",
                "deal deal created",
                "expected close date",
                "deal expected close date",
            }
        ),
    ),
    (
        "zoho",
        2,
        frozenset(
            {
                "potential name",
                "potential owner",
                "closing date",
                "forecast type",
                "created time",
                "leadid",
                "contactid",
                "quoteid",
                "lead owner",
                "contact owner",
                "deal owner",
            }
        ),
    ),
    (
        "dealer",
        2,
        frozenset(
            {
                "stock no",
                "stock number",
                "vin",
                "vehicle",
                "sales rep",
                "salesperson",
                "day phone",
                "cell phone",
                "next appt",
                "up date",
                "year make model",
                "vehicle of interest",
                "trade",
                "dealership",
            }
        ),
    ),
    (
        "dynamics",
        2,
        frozenset(
            {
                "topic",
                "potential customer",
                "est revenue",
                "est close date",
                "actual revenue",
                "status reason",
                "actual close date",
            }
        ),
    ),
    ("freshsales", 2, frozenset({"deal pipeline", "sales account", "deal value", "sales owner", "expected close"})),
    ("close", 2, frozenset({"lead name", "opportunity status", "status label", "display name", "opportunity value"})),
)


def family(columns: list[Column]) -> str:
    """The CRM whose export this resembles most, 'plain' where it resembles none."""
    names = {column.plain for column in columns}
    hits = Counter({crm: len(names & marks) for crm, least, marks in _FAMILIES if len(names & marks) >= least})
    return hits.most_common(1)[0][0] if hits else "plain"


# Lists that a CRM also exports. The first are never deals; the others may have such a column beside a deal's own.
_NEVER: tuple[tuple[str, str], ...] = (
    ("calls", r"^call (?:start time|duration|owner)"),
    ("tasks", r"^task (?:owner|id|subtype)$|^call disposition$"),
    ("appointments", r"^event (?:owner|id|subtype)$|^eventid$|^start date ?time$"),
    ("support cases", r"^case (?:owner|origin|number)$"),
    ("campaigns", r"^campaignid$|^budgeted cost$|^campaign name$"),
    ("messages and calls", r"^engagement id$"),
    ("pipeline stages", r"^display order$"),
    ("changes to deals", r"^source id$|^date entered$"),
    ("people of your own team", r"^regional office$|^profile id$|^user role id$|^active user id$"),
)
_RATHER: tuple[tuple[str, str], ...] = (
    ("products", r"^sales price$|^unit price$|^sku$|^series$"),
    ("companies", r"^sector$|^number of employees$|^employees$|^industry$|^account type$|^property industry$"),
)
_OF_A_DEAL = frozenset(str.split("amount product make model stock closed_at won_at lost_at"))
_DECIDED = frozenset(str.split("stage won lost won_at lost_at outcome"))
OF_A_PERSON = frozenset(
    str.split(
        "external_id buyer_name first_name last_name company mobile phone email state source outcome deleted stop"
    )
)


def kind_of(found: Recognised, columns: list[Column], corrected: bool) -> str:
    """Deals or contacts. Evidence is a field with values in it; where the file has no rows, its names alone."""
    filled = {column.name for column in columns if column.values} or set(found.mapping)
    fields = {wanted for column, wanted in found.mapping.items() if column in filled}
    names = [column.plain for column in columns]
    named = bool({"buyer_name", "first_name", "last_name"} & fields)
    reachable = bool({"phone", "mobile", "email"} & fields)
    never = _first_of(_NEVER, names)
    if never and not (named and reachable):
        raise _no_deals(never, columns)
    converted = any(re.search(r"^(?:is )?converted$|^converted (?:date|opportunity id)$", name) for name in names)
    told = bool(_DECIDED & fields) and (not filled or _tells_outcome(found, columns))
    if named and reachable and not fields & (_OF_A_DEAL - {"product"}) and (converted or not told):
        return "contacts"
    rather = _first_of(_RATHER, names)
    numbered = bool(re.search(r"\b(?:deal|opportunity|lead|mql|prospect|potential|case)", _id_words(found)))
    decided = bool(_DECIDED & fields) and bool(
        fields & {*_OF_A_DEAL, "name", "external_id", "buyer_name", "last_name", "company"}
    )
    begun = numbered and bool({"opened_at", "name"} & fields) and not rather
    sold_to_somebody = bool(_OF_A_DEAL & fields) and named and not rather
    if decided or begun or sold_to_somebody or (corrected and _DECIDED & fields):
        return "deals"
    raise _no_deals(rather or ("people without a number or an e-mail address" if named else "something else"), columns)


def _first_of(lists: tuple[tuple[str, str], ...], names: list[str]) -> str:
    return next((what for what, marks in lists if any(re.search(marks, name) for name in names)), "")


def _tells_outcome(found: Recognised, columns: list[Column]) -> bool:
    """Whether any status cell says won or lost, or a flag or date does: a contact's status says neither."""
    for column in columns:
        wanted = found.mapping.get(column.name)
        if wanted in ("won", "lost", "won_at", "lost_at") and column.values:
            return True
        if wanted in ("stage", "outcome") and any(
            stages.meaning(value) in (stages.WON, stages.LOST) for value in column.values
        ):
            return True
    return False


def _no_deals(what: str, columns: list[Column]) -> Refusal:
    return Refusal(
        f"This looks like a list of {what}, not of deals: no column says how a deal went. Its columns are "
        f"{', '.join(column.name for column in columns[:8])}. Export the deals (or opportunities) and import that; or say "
        'which column holds what, for example --map "Status=outcome".'
    )


def _id_words(found: Recognised) -> str:
    return " ".join(plain_name(column) for column in found.columns("external_id"))


def refuse_no_names(columns: list[Column]) -> None:
    """The first row of a file without names is its first deal: dates, numbers and addresses, and no word we know."""
    names = [column.name for column in columns]
    known = sum(1 for column in columns if fields_by_name(column.plain))
    data = sum(
        1
        for name in names
        if dates.is_date(name) or EMAIL.match(name) or (amounts.is_amount(name)) or looks_like_phone(name)
    )
    status = sum(1 for name in names if name in ("Won", "Lost") or name.lower().startswith("closed "))
    if data and (data >= known or data + status >= 0.4 * len(names)):
        raise Refusal(
            f"The first row looks like a deal, not like column names: {', '.join(names)[:120]}. Put a row of names above it, "
            "such as Deal name, Stage, Amount, Close date, Owner, and import it again."
        )
