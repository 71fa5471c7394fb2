"""Columns to fields, by their names and by what stands in them, and what kind of list the file is.

A name proposes, the values decide: a column called "State" is a US state or a status, whichever its cells are; a column
called "Amount" that holds words is none. What cannot be decided is left unmapped and shown, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gametape.common.refusal import Refusal
from gametape.connectors.csv import amounts, dates, stages
from gametape.connectors.csv.names import AMBIGUOUS, FIELDS, KNOWN, PATTERNS, plain_name, without_entity

SAMPLE_ROWS = 2000
EXAMPLES = 3
SEVERAL = frozenset({"phone", "mobile", "email", "stop"})  # the first column that is filled in a row counts

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PERSON = re.compile(r"^[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){1,3}$")
_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY PR".split()
)


@dataclass
class Column:
    """What a column's first rows say: a few distinct examples, and how many cells are filled."""

    name: str
    values: list[str] = field(default_factory=list)

    @property
    def plain(self) -> str:
        return plain_name(self.name)

    @property
    def examples(self) -> list[str]:
        return [value[:60] for value in list(dict.fromkeys(self.values))[:EXAMPLES]]

    def share(self, test: Callable[[str], object]) -> float:
        """Share of distinct filled cells that pass; 1.0 where there is none, since nothing speaks against it."""
        distinct = list(dict.fromkeys(self.values))[:400]
        return sum(1 for value in distinct if test(value)) / len(distinct) if distinct else 1.0


@dataclass
class Recognised:
    """`mapping` is column -> field, `kind` deals or contacts, `crm` the family the names belong to."""

    mapping: dict[str, str]
    kind: str
    crm: str
    notes: list[str] = field(default_factory=list)
    name_is_buyer: bool = False

    def columns(self, wanted: str) -> list[str]:
        return [column for column, field_ in self.mapping.items() if field_ == wanted]


def columns_of(header: list[str], rows: Iterable[tuple[int, list[str]]]) -> list[Column]:
    columns = [Column(name) for name in header]
    for seen, (_, cells) in enumerate(rows):
        if seen >= SAMPLE_ROWS:
            break
        for column, cell in zip(columns, cells, strict=False):
            cell = cell.strip()
            if cell and cell.lower() not in ("select", "n/a", "null", "none", "-", "--"):
                column.values.append(cell)
    return columns


def recognise(
    columns: list[Column], *, given: dict[str, str] | None = None, kind: str = "", dropped: Iterable[str] = ()
) -> Recognised:
    """What the file is and which column means what. `given` (column -> field, '' to leave out) overrules.

    `Refusal` where the first row holds no names, or where the file is neither deals nor contacts.
    """
    given = _checked(given or {}, columns)
    left = [column for column in columns if column.name not in set(dropped) or given.get(column.name)]
    if not given:
        _refuse_no_names(columns)
    claims = [(rank, place, column, wanted) for place, column in enumerate(left) for wanted, rank in _claims(column)]
    mapping = _settled(claims, given)
    found = Recognised(mapping, kind, family(columns))
    _settle_the_name(found, {column.name: column for column in left}, given)
    found.kind = kind or _kind(found, columns, bool(given))
    kept = {column.name: found.mapping[column.name] for column in left if column.name in found.mapping}
    if found.kind == "contacts":
        kept = {column: wanted for column, wanted in kept.items() if wanted in _OF_A_PERSON}
    found.mapping = kept
    return found


def _checked(given: dict[str, str], columns: list[Column]) -> dict[str, str]:
    names = {column.name.lower(): column.name for column in columns}
    checked = {}
    for column, wanted in given.items():
        if column.lower() not in names:
            raise Refusal(f"The file has no column {column!r}. Its columns are: {', '.join(names.values())[:400]}.")
        if wanted and wanted not in FIELDS:
            raise Refusal(f"There is no field {wanted!r}. The fields are: {', '.join(FIELDS)}.")
        checked[names[column.lower()]] = wanted
    return checked


def _claims(column: Column) -> list[tuple[str, float]]:
    """(field, rank) that the name proposes and the values allow; a smaller rank is a better name."""
    proposed = _by_name(column.plain) or _by_values(column)
    return [(wanted, rank) for wanted, rank in proposed if _fits(wanted, column)]


def _by_name(plain: str) -> list[tuple[str, float]]:
    if plain in KNOWN:
        wanted, rank = KNOWN[plain]
        other = {"state": [("outcome", 50.0)], "estado": [("state", 50.0)], "title": [], "etat": []}.get(plain, [])
        return [(wanted, float(rank)), *other]
    short = without_entity(plain)
    numbered = re.sub(r" ?\d$", "", short)
    for name, worse in ((short, 0.5), (numbered, 30.0)):
        if name in KNOWN and name not in AMBIGUOUS and name != plain:
            wanted, rank = KNOWN[name]
            return [(wanted, rank + worse)]
    for wanted, pattern in PATTERNS:
        if re.search(pattern, plain):
            return [(wanted, 60.0)] if wanted else []
    return []


def _by_values(column: Column) -> list[tuple[str, float]]:
    """A name nobody knows over cells that can only be one thing."""
    if len(column.values) >= 3 and column.plain not in AMBIGUOUS:
        if column.share(_EMAIL.match) > 0.8 and not re.search(r"owner|rep|user|agent", column.plain):
            return [("email", 80.0)]
        decided = column.share(lambda value: stages.meaning(value) in (stages.WON, stages.LOST))
        if (
            decided == 1.0
            and len({stages.meaning(value) for value in column.values}) == 2
            and len(set(column.values)) < 12
        ):
            return [("outcome", 80.0)]
    return []


def _fits(wanted: str, column: Column) -> bool:
    """Whether the cells can be that field. An empty column fits: a header alone is recognised too."""
    test = _TESTS.get(wanted)
    if test is None or not column.values:
        return True
    return column.share(test[0]) >= test[1]


def _looks_like_phone(value: str) -> bool:
    return 7 <= sum(character.isdigit() for character in value) <= 16 and not re.search(r"[a-z]{4}", value.lower())


def _wordy(value: str) -> bool:
    return any(character.isalpha() for character in value) and not dates.is_date(value)


_TESTS: dict[str, tuple[Callable[[str], object], float]] = {
    "email": (lambda value: "@" in value, 0.3),
    "owner_email": (lambda value: "@" in value, 0.3),
    "phone": (_looks_like_phone, 0.3),
    "mobile": (_looks_like_phone, 0.3),
    "amount": (amounts.is_amount, 0.6),
    "opened_at": (dates.is_date, 0.6),
    "closed_at": (dates.is_date, 0.6),
    "won_at": (dates.is_date, 0.6),
    "lost_at": (dates.is_date, 0.6),
    "next_at": (dates.is_date, 0.6),
    "stop": (lambda value: stages.flag(value) is not None, 0.9),
    "won": (lambda value: stages.flag(value) is not None, 0.9),
    "lost": (lambda value: stages.flag(value) is not None, 0.9),
    "closed": (lambda value: stages.flag(value) is not None, 0.9),
    "deleted": (lambda value: stages.flag(value) is not None, 0.9),
    "state": (lambda value: value.upper() in _STATES or not stages.meaning(value), 0.6),
    "outcome": (_wordy, 0.5),
    "reason": (_wordy, 0.5),
    "currency": (lambda value: value.upper() in amounts.CODES or value.lower() in amounts.SIGNS, 0.6),
    "year": (lambda value: re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", value), 0.6),
    "buyer_name": (_wordy, 0.3),
    "company": (_wordy, 0.1),
}


def _settled(claims: list[tuple[float, int, Column, str]], given: dict[str, str]) -> dict[str, str]:
    """Best name first; a field goes to one column (a filled one before an empty one), a column to one field."""
    mapping = {column: wanted for column, wanted in given.items() if wanted}
    taken = set(mapping.values())
    for _, _, column, wanted in sorted(claims, key=lambda claim: (not claim[2].values, claim[0], claim[1])):
        if column.name in mapping or column.name in given or (wanted in taken and wanted not in SEVERAL):
            continue
        mapping[column.name] = wanted
        taken.add(wanted)
    return mapping


def _settle_the_name(found: Recognised, columns: dict[str, Column], given: dict[str, str]) -> None:
    """A column called "Name" is the deal's in a list of deals that names its people elsewhere, else the person's."""
    fields = set(found.mapping.values())
    if "first_name" in fields or "last_name" in fields:
        _unmap_job_titles(found, columns, given)
        fields = set(found.mapping.values())
    plain = next((name for name, column in columns.items() if column.plain in AMBIGUOUS and name not in given), None)
    person = {"buyer_name", "last_name"} & fields
    if (
        plain is not None
        and plain not in found.mapping
        or plain in found.mapping
        and found.mapping[plain] in ("first_name", "last_name")
    ):
        assert plain is not None
        alone = not ({"first_name", "last_name"} - {found.mapping.get(plain)}) & fields
        deal_like = {"stage", "won", "amount"} & fields and not {"phone", "mobile", "email"} & fields
        if alone or plain not in found.mapping:
            found.mapping[plain] = "name" if (deal_like or person) and "name" not in fields else "buyer_name"
    fields = set(found.mapping.values())
    if "name" in fields and not {"buyer_name", "first_name", "last_name"} & fields:
        column = columns.get(found.columns("name")[0])
        found.name_is_buyer = bool(column and column.values) and column is not None and column.share(_person_like) > 0.8
        if found.name_is_buyer:
            found.notes.append(
                f"No column names the buyer, but {column.name!r} holds people's names: taken for the buyer."
                if column
                else ""
            )


def _unmap_job_titles(found: Recognised, columns: dict[str, Column], given: dict[str, str]) -> None:
    for name, column in columns.items():
        if column.plain == "title" and name not in given:
            found.mapping.pop(name, None)


def _person_like(value: str) -> bool:
    return bool(_PERSON.match(value)) and stages.meaning(value) is None


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
_OF_A_DEAL = frozenset("amount product make model stock closed_at won_at lost_at".split())
_DECIDED = frozenset("stage won lost won_at lost_at outcome".split())
_OF_A_PERSON = frozenset(
    "external_id buyer_name first_name last_name company mobile phone email state source outcome deleted stop".split()
)


def _kind(found: Recognised, columns: list[Column], corrected: bool) -> str:
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


def _refuse_no_names(columns: list[Column]) -> None:
    """The first row of a file without names is its first deal: dates, numbers and addresses, and no word we know."""
    names = [column.name for column in columns]
    known = sum(1 for column in columns if _by_name(column.plain))
    data = sum(
        1
        for name in names
        if dates.is_date(name) or _EMAIL.match(name) or (amounts.is_amount(name)) or _looks_like_phone(name)
    )
    status = sum(1 for name in names if name in ("Won", "Lost") or name.lower().startswith("closed "))
    if data and (data >= known or data + status >= 0.4 * len(names)):
        raise Refusal(
            f"The first row looks like a deal, not like column names: {', '.join(names)[:120]}. Put a row of names above it, "
            "such as Deal name, Stage, Amount, Close date, Owner, and import it again."
        )
