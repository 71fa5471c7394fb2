"""Dates, amounts, stages, numbers and names as exports write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.connectors.csv import amounts, dates, deciding, people_cells, stages
from gametape.connectors.csv.cells import safe_cell
from gametape.people.phones import e164

UTC_READER = dates.reader(dates.DateStyle(), "UTC")
EU_READER = dates.reader(dates.DateStyle(months_first=False), "UTC")


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("2021-04-16", "2021-04-16 12:00"),
        ("2021-04-16T10:00:00Z", "2021-04-16 10:00"),
        ("2021-04-16 10:00:00.123+02:00", "2021-04-16 08:00"),
        ("2020-07-09 3:15:52", "2020-07-09 03:15"),
        ("15 Apr, 2021 00:02:00", "2021-04-15 00:02"),
        ("4/16/2021", "2021-04-16 12:00"),
        ("4/5/21 3:05 pm", "2021-04-05 15:05"),
        ("16.04.2021 14:30", "2021-04-16 14:30"),
        ("26-02-2018 19:58", "2018-02-26 19:58"),
        ("Apr 15, 2021 3:04 PM", "2021-04-15 15:04"),
        ("Friday, April 16, 2021", "2021-04-16 12:00"),
        ("15. März 2021", "2021-03-15 12:00"),
        ("15 de abril de 2021", "2021-04-15 12:00"),
        ("1er août 2021", "2021-08-01 12:00"),
        ("16-Apr-21", "2021-04-16 12:00"),
        ("20210416", "2021-04-16 12:00"),
        ("44302", "2021-04-16 12:00"),
        ("44302.5", "2021-04-16 12:00"),
        ("1618531200000", "2021-04-16 00:00"),
    ],
)
def test_a_date_is_read_in_every_form_exports_use(written: str, is_: str) -> None:
    when = UTC_READER(written)
    assert when is not None
    assert when.strftime("%Y-%m-%d %H:%M") == is_


@pytest.mark.parametrize(
    "written", ["", "soon", "12", "999", "2021-13-45", "31/31/2021", "5/5", "1.2.3", "April 2021", "$12"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert UTC_READER(written) is None


def test_a_bare_date_is_the_stores_noon_and_a_naive_time_its_wall_clock() -> None:
    chicago = dates.reader(dates.DateStyle(), "America/Chicago")
    assert chicago("2026-01-05") == datetime(2026, 1, 5, 18, tzinfo=UTC)
    assert chicago("2026-07-05 09:00") == datetime(2026, 7, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "country", "months_first", "sure"),
    [
        (["03/04/2021", "13/04/2021"], "US", False, True),
        (["03/04/2021", "04/13/2021"], "DE", True, True),
        (["03/04/2021", "05/06/2021"], "US", True, False),
        (["03/04/2021", "05/06/2021"], "FR", False, False),
        (["03.04.2021", "05.06.2021"], "US", False, True),
        (["2021-04-03"], "US", True, True),
    ],
)
def test_day_or_month_first_is_one_decision_of_the_column(
    column: list[str], country: str, months_first: bool, sure: bool
) -> None:
    evidence = dates.DateEvidence()
    for cell in column:
        evidence.feed(cell)
    assert evidence.style(country) == dates.DateStyle(months_first, sure)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d %H:%M", "%d %b, %Y %H:%M:00", "%m/%d/%Y %I:%M %p", "%b %d, %Y %H:%M"]),
)
def test_what_an_export_writes_reads_back(when: datetime, form: str) -> None:
    assert UTC_READER(when.strftime(form)) == when.replace(second=0, microsecond=0, tzinfo=UTC)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)), st.sampled_from(["%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M"])
)
def test_day_first_reads_back_too(when: datetime, form: str) -> None:
    assert EU_READER(when.strftime(form)) == when.replace(second=0, microsecond=0, tzinfo=UTC)


@given(st.text(max_size=80))
def test_no_text_breaks_a_reader(text: str) -> None:
    dates.DateEvidence().feed(text)
    amounts.AmountEvidence().feed(text)
    UTC_READER(text)
    amounts.reader(amounts.AmountStyle(), "USD")(text)
    stages.meaning(text)
    stages.flag(text)
    people_cells.split_name(text)
    people_cells.email(text)
    people_cells.phone(text, "US")
    people_cells.state(text)
    safe_cell(text)


@pytest.mark.parametrize(
    ("written", "minor", "currency"),
    [
        ("54", 5400, "USD"),
        ("$22,700.00", 2270000, "USD"),
        ("22.700,00 €", 2270000, "EUR"),
        ("1 234,50", 123450, "USD"),
        ("1’234.50", 123450, "USD"),
        ("(500)", -50000, "USD"),
        ("-$5", -500, "USD"),
        ("1.2k", 120000, "USD"),
        ("$342.09K", 34209000, "USD"),
        ("€ 1.5M", 150000000, "EUR"),
        ("EUR 12", 1200, "EUR"),
        ("USD 1,234.50", 123450, "USD"),
        ("1,23,456.00", 12345600, "USD"),
        ("¥5000", 5000, "JPY"),
        ("0.125", 12, "USD"),
    ],
)
def test_an_amount_is_minor_units_of_its_currency(written: str, minor: int, currency: str) -> None:
    assert amounts.reader(amounts.AmountStyle(), "USD")(written) == amounts.Money(minor, currency)


@pytest.mark.parametrize("written", ["", "12abc", "5%", "n/a", "2021-01-02", "twelve", "9" * 30])
def test_what_is_no_amount_is_none(written: str) -> None:
    assert amounts.reader(amounts.AmountStyle(), "USD")(written) is None


@pytest.mark.parametrize(
    ("column", "country", "decimal", "sure"),
    [
        (["22.700", "1.200,50"], "US", ",", True),
        (["22.700", "1,200.50"], "DE", ".", True),
        (["22.700", "9.100"], "DE", ",", False),
        (["22,700", "9,100"], "US", ".", False),
        (["100", "200"], "DE", ",", True),
        (["900.50", "9,50"], "DE", ",", True),
        (["900.50", "9100"], "DE", ".", True),
    ],
)
def test_the_sign_before_the_cents_is_one_decision_of_the_column(
    column: list[str], country: str, decimal: str, sure: bool
) -> None:
    evidence = amounts.AmountEvidence()
    for cell in column:
        evidence.feed(cell)
    assert evidence.style(country) == amounts.AmountStyle(decimal, sure)


@given(st.integers(0, 10**12), st.sampled_from([".", ","]))
def test_grouped_amounts_read_back(minor: int, decimal: str) -> None:
    written = f"{minor // 100:,}.{minor % 100:02d}"
    written = written if decimal == "." else written.translate(str.maketrans(",.", ".,"))
    assert amounts.reader(amounts.AmountStyle(decimal), "USD")(written) == amounts.Money(minor, "USD")


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (
            "won",
            "Closed Won|closedwon|Won|Sold|Delivered|Sold - Pending Delivery|Contract Signed|Purchased|Ganado|Gagné|Gewonnen|Verkauft|accepted",
        ),
        (
            "lost",
            "Closed Lost|closedlost|Closed - Lost to Competition|6 - Lost (price)|Lost|Loss|Dead|Lost Lead|Not Interested|Bought Elsewhere|No Sale|Unsold|Disqualified|Perdido|Perdue|Verloren|cancelled|declined|Closed No Decision",
        ),
        (
            "open",
            "Prospecting|Negotiation/Review|Needs Analysis|Initial Offer|Proposal/Price Quote|appointmentscheduled|contractsent|decisionmakerboughtin|Not Contacted|Contact in Future|Lost contact|Test Drive|Ready for Delivery|Engaging|In Trial - Trial in Progress|Id. Decision Makers|Working|Be Back|Verhandlung",
        ),
        ("junk", "Junk Lead|Test|Duplicate|Bad|Bad Contact|Spam|do not use|Wrong number"),
        (None, "Stage 3|Blau|1|GavUFuuf4DrnQAoiRGlWpQ==|"),
    ],
)
def test_stage_words_of_many_crms(meaning: str | None, words: str) -> None:
    assert {word: stages.meaning(word) for word in words.split("|")} == dict.fromkeys(words.split("|"), meaning)


@pytest.mark.parametrize(
    ("told", "state", "known"),
    [
        ({"stage": "Needs Analysis", "probability": "100"}, "open", True),
        ({"stage": "Phase Q", "probability": "100"}, "won", True),
        ({"stage": "Phase Q", "probability": "0"}, "lost", True),
        ({"stage": "Phase Q"}, "open", False),
        ({"stage": "Negotiation", "won": "true"}, "won", True),
        ({"stage": "xyz", "won": "false", "closed": "true"}, "lost", True),
        ({"won": "0"}, "open", True),
        ({"stage": "Qualified", "outcome": "Lost"}, "lost", True),
        ({"has_won_at": True}, "won", True),
        ({"has_lost_at": True, "stage": "Proposal"}, "lost", True),
        ({"has_reason": True, "stage": "Phase Q"}, "lost", True),
        ({"has_reason": True, "stage": "Proposal"}, "open", True),
    ],
)
def test_flags_come_before_words_and_words_before_hints(told: dict, state: str, known: bool) -> None:
    blank = dict.fromkeys(("won", "lost", "closed", "outcome", "stage", "probability"), "")
    made = deciding.decide(**(blank | {"has_won_at": False, "has_lost_at": False, "has_reason": False} | told))
    assert (made.state, made.known) == (state, known)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Lewis, James", ("James", "Lewis", "")),
        ("James T. Lewis", ("James T.", "Lewis", "")),
        ("Sam", ("Sam", "", "")),
        ("Acme Farms LLC", ("", "", "Acme Farms LLC")),
        ("sam@lake.example", ("", "", "")),
    ],
)
def test_a_name_in_one_cell_is_taken_apart(whole: str, parts: tuple[str, str, str]) -> None:
    assert people_cells.split_name(whole) == parts


@given(st.from_regex(r"\A[2-9][02-9]{2}[2-9][02-9]{2}[0-9]{4}\Z"))
def test_the_quick_reading_of_a_number_is_the_slow_one(digits: str) -> None:
    written = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    assert people_cells.phone(written, "US") == e164(written, country="US") == f"+1{digits}"


@pytest.mark.parametrize(
    ("cell", "out"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("-5", "-5"),
        ("+15551230000", "+15551230000"),
        ("plain", "plain"),
        (None, ""),
    ],
)
def test_a_formula_goes_out_as_words(cell: str | None, out: str) -> None:
    assert safe_cell(cell) == out
