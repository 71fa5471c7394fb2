"""Columns of many CRMs to our fields, with no word from a person; lists that are no deals, said as such."""

from pathlib import Path

import pytest

from gametape.common.refusal import Refusal
from gametape.connectors.csv import dropping, junk
from gametape.connectors.csv.columns import Recognised, columns_of
from gametape.connectors.csv.reading import open_table
from gametape.connectors.csv.recognising import recognise

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data, which is not part of the project")


def see(header: str, *rows: str, **more: object) -> Recognised:
    numbered = [(number, row.split("|")) for number, row in enumerate(rows, 2)]
    return recognise(columns_of(header.split("|"), numbered), **more)  # type: ignore[arg-type]


HUBSPOT = "Record ID|Deal Name|Deal Stage|Close Date|Create Date|Deal owner|Amount|Closed Lost Reason|Associated Contact|Associated Company"
SALESFORCE = "Opportunity ID|Opportunity Name|Account Name|StageName|CloseDate|CreatedDate|Amount|IsWon|IsClosed|Opportunity Owner|Loss_Reason__c|NextStep"
PIPEDRIVE = "Deal - ID|Deal - Title|Deal - Value|Deal - Currency|Deal - Status|Deal - Stage|Deal - Lost reason|Deal - Lost time|Deal - Won time|Deal - Deal created|Deal - Owner|Deal - Organization|Deal - Contact person|Person - Phone - Mobile|Person - Email - Work|Deal - Next activity date"
ZOHO = "Potential Name|Potential Owner|Created Time|Closing Date|Amount|Stage|Lead Source|Reason For Loss|Contact Name"
DEALER = "Customer|Sales Rep|Stock #|Year|Make|Model|Status|Lost Reason|Day Phone|Cell Phone|Next Appt|Up Date|Email"
DYNAMICS = (
    "Topic|Potential Customer|Est. Revenue|Est. Close Date|Status|Status Reason|Actual Close Date|Owner|Created On"
)
SPANISH = "Nombre del negocio|Etapa|Importe|Fecha de cierre|Fecha de creación|Propietario|Motivo de pérdida|Teléfono|Correo electrónico|Nombre|Apellidos"
FRENCH = "Nom de l'affaire|Étape|Montant|Date de clôture|Date de création|Commercial|Raison de la perte|Téléphone|Adresse e-mail|Prénom|Nom"
GERMAN = "Bezeichnung|Phase|Betrag|Abschlussdatum|Erstellt am|Verkäufer|Verlustgrund|Telefon|E-Mail|Vorname|Nachname"


@pytest.mark.parametrize(
    ("header", "crm", "wanted"),
    [
        (HUBSPOT, "hubspot", "external_id name stage closed_at opened_at owner amount reason buyer_name company"),
        (
            SALESFORCE,
            "salesforce",
            "external_id name company stage closed_at opened_at amount won closed owner reason next_step",
        ),
        (
            PIPEDRIVE,
            "pipedrive",
            "external_id name amount currency outcome stage reason lost_at won_at opened_at owner company buyer_name mobile email next_at",
        ),
        (ZOHO, "zoho", "name owner opened_at closed_at amount stage source reason buyer_name"),
        (
            DEALER,
            "dealer",
            "buyer_name owner stock year make model outcome reason phone mobile next_at opened_at email",
        ),
        (DYNAMICS, "dynamics", "name company amount - outcome reason closed_at owner opened_at"),
        (SPANISH, "plain", "name stage amount closed_at opened_at owner reason phone email first_name last_name"),
        (FRENCH, "plain", "name stage amount closed_at opened_at owner reason phone email first_name last_name"),
        (GERMAN, "plain", "name stage amount closed_at opened_at owner reason phone email first_name last_name"),
    ],
)
def test_a_header_alone_is_recognised(header: str, crm: str, wanted: str) -> None:
    found = see(header)
    fields = [found.mapping.get(column, "-") for column in header.split("|")]
    assert (found.kind, found.crm) == ("deals", crm)
    assert fields == wanted.split()


def test_a_state_column_is_what_its_cells_are() -> None:
    assert see("Deal ID|Deal Name|State", "1|A|WI", "2|B|TX").mapping["State"] == "state"
    assert see("Deal ID|Deal Name|State", "1|A|won", "2|B|lost", "3|C|open").mapping["State"] == "outcome"


def test_an_amount_of_words_is_no_amount() -> None:
    assert (
        "Value"
        not in see("Deal ID|Deal Name|Stage|Value", "1|A|Won|high", "2|B|Lost|low", "3|C|Won|none at all").mapping
    )


def test_a_column_called_name_is_the_buyers_beside_a_stage_and_a_phone() -> None:
    assert see("Name|Phone|Unit|Status", "Sam Nguyen|555 123 4567|Kestrel|Lost").mapping["Name"] == "buyer_name"


def test_an_unknown_name_over_won_and_lost_is_the_outcome() -> None:
    assert see("Deal ID|Flag X|Amount", "1|Won|5", "2|Lost|6", "3|Won|7").mapping["Flag X"] == "outcome"


def test_a_list_of_people_is_contacts() -> None:
    found = see("First Name|Last Name|Email|Mobile Phone|Company", "Sam|Nguyen|sam@lake.example|555 123 4567|Lake")
    assert found.kind == "contacts"
    assert set(found.mapping.values()) == {"first_name", "last_name", "email", "mobile", "company"}


def test_leads_of_a_floor_with_sold_and_lost_are_deals() -> None:
    rows = ("Sam|Nguyen|sam@lake.example|Sold", "Ann|Kirk|ann@lake.example|Lost")
    assert see("First Name|Last Name|Email|Lead Status", *rows).kind == "deals"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("product|series|sales_price", "a list of products"),
        ("account|sector|revenue|employees", "a list of companies"),
        ("sales_agent|manager|regional_office", "a list of people of your own team"),
        ("Case Owner|Status|Case Origin|Created Time", "a list of support cases"),
        ("EVENTID|Event Owner|Subject|Start DateTime", "a list of appointments"),
        ("fruit|colour", "a list of something else"),
    ],
)
def test_other_lists_are_refused_by_name(header: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        see(header)


@pytest.mark.parametrize(
    "row",
    [
        "1C1I7A6R|Moses Frase|Won|2016-10-20|1054",
        "Kestrel 19|Lost|$21,000.00|sam@lake.example",
        "Sam|(555) 123-4567|Lost|4/5/2026",
    ],
)
def test_a_file_without_names_is_seen_and_told_what_to_do(row: str) -> None:
    with pytest.raises(Refusal, match="Put a row of names above it"):
        see(row, row)


def test_a_person_overrules_a_column_and_leaves_one_out() -> None:
    found = see("Deal ID|Feeling|Stage", "1|Lost|x", "2|Won|y", given={"feeling": "outcome", "Stage": ""})
    assert found.mapping == {"Deal ID": "external_id", "Feeling": "outcome"}


def test_a_wrong_correction_names_what_there_is() -> None:
    with pytest.raises(Refusal, match="no column 'Staage'"):
        see("Deal ID|Stage", given={"Staage": "stage"})
    with pytest.raises(Refusal, match="no field 'stages'"):
        see("Deal ID|Stage", given={"Stage": "stages"})


@pytest.mark.parametrize(
    "name",
    [
        "Credit Score",
        "FICO",
        "Beacon",
        "Annual Income",
        "SSN",
        "Social Security #",
        "Lender",
        "Bank",
        "Approval Status",
        "DOB",
        "Date of Birth",
        "Driver's License",
        "DL #",
        "Card Number",
        "CVV",
        "IBAN",
        "Routing Number",
        "Race",
        "Religion",
        "Marital Status",
        "Gender",
        "Age",
        "Nationality",
        "Employer",
        "Credit_Tier__c",
        "creditScore",
        "Financing Status",
        "Bankruptcy",
        "Trade Payoff",
        "Geburtsdatum",
        "Bonität",
        "Einkommen",
        "Fecha de nacimiento",
        "Ingresos",
        "Date de naissance",
        "Sexe",
    ],
)
def test_credit_and_protected_columns_are_dropped_by_name(name: str) -> None:
    assert dropping.dropped(name)


@pytest.mark.parametrize(
    "name",
    str.split(
        "Age in Days|Age Tier|Deal Score|Lead Score|Stage|Amount|Deal Stage|Expected Revenue|Source|Account Name|Contract Term (Months)|"
        "Message|Percentage|Package|Loaner|Trace|Brace|Manager|Close Date|Storage Unit|Rental",
        "|",
    ),
)
def test_what_only_sounds_alike_stays(name: str) -> None:
    assert not dropping.dropped(name)


def test_columns_are_dropped_by_what_stands_in_them() -> None:
    assert dropping.dropped("Field 7", ["123-45-6789", "219-09-9999", "457-55-5462"])
    assert dropping.dropped("Field 8", ["4111 1111 1111 1111", "5500005555555559", "340000000000009"])
    assert dropping.dropped("App score", ["712", "655", "590", "801"])
    assert not dropping.dropped("Phone", ["312-555-0142", "(414) 555-0191", "608 555 0100"])
    assert not dropping.dropped("Lead score", ["5", "12", "99"])


def test_numbers_inside_words_are_cut_out_and_counted() -> None:
    words, cut = dropping.redact(
        "Card 4111 1111 1111 1111, ssn 219-09-9999, IBAN GB82 WEST 1234 5698 7654 32, call 312-555-0142"
    )
    assert cut == 3
    assert (
        words
        == "Card [card number removed], ssn [social security number removed], IBAN [bank number removed], call 312-555-0142"
    )


@pytest.mark.parametrize(
    "reason",
    [
        "Credit declined",
        "Bad credit",
        "Turned down by bank",
        "Loan denied",
        "Medical",
        "Divorce",
        "Lost their job",
        "Could not get financing",
        "Bank said no",
        "Did not qualify",
        "Chapter 7",
        "Repossession",
        "No cosigner",
        "Unable to finance",
        "Insufficient income",
        "Score too low",
        "Lost job",
        "Finanzierung abgelehnt",
    ],
)
def test_private_reasons_are_known(reason: str) -> None:
    assert dropping.is_private_reason(reason)


@pytest.mark.parametrize(
    "reason", ["Price", "Bought elsewhere", "Payment too high", "Trade value", "Went quiet", "Timing"]
)
def test_ordinary_reasons_are_not_private(reason: str) -> None:
    assert not dropping.is_private_reason(reason)


def test_junk_is_known_by_name_address_and_number() -> None:
    assert all(
        map(
            junk.junk_name,
            [
                "test",
                "Test Lead",
                "asdf",
                "asdfgh",
                "DO NOT USE",
                "Mickey Mouse",
                "xxx",
                "Testing Order from Process",
                "Bad Contact",
                "do-not use",
                "No-Name",
                "N/A",
            ],
        )
    )
    assert not any(
        map(
            junk.junk_name,
            [
                "Nat",
                "Chester Tester-Jones",
                "Testa",
                "Foote",
                "Barbara",
                "Abcott",
                "Protest Films",
                "Junko Sato",
                "Sam",
            ],
        )
    )
    assert junk.junk_email("test@test.com")
    assert junk.junk_email("noemail@none.com")
    assert not junk.junk_email("tess@lake.example")
    assert junk.junk_phone("+15555555555")
    assert junk.junk_phone("000-000-0000")
    assert not junk.junk_phone("+13125550142")


# -- real exports ---------------------------------------------------------------------------------------------------------


@needs_data
@pytest.mark.parametrize(
    ("file", "kind", "fields"),
    [
        (
            "deals/maven_crm/sales_pipeline.csv",
            "deals",
            "external_id owner product company stage opened_at closed_at amount",
        ),
        (
            "crm/zoho/Potentials.csv.gz",
            "deals",
            "name owner opened_at closed_at amount stage outcome source probability external_id",
        ),
        (
            "crm/zoho_potentials_header_only.csv",
            "deals",
            "name owner opened_at closed_at amount stage outcome source probability external_id",
        ),
        (
            "crm/hubspot_ui_export_header_only.csv",
            "deals",
            "closed_at external_id source company owner probability won lost closed name amount opened_at stage",
        ),
        ("crm/hubspot_api/deal_data.csv", "deals", "external_id deleted stage owner name amount closed_at opened_at"),
        (
            "crm/salesforce_api/sf_opportunity_data.csv",
            "deals",
            "amount closed_at opened_at external_id closed deleted won source name next_step owner probability stage",
        ),
        ("crm/zoho/Contacts.csv.gz", "contacts", "last_name email source mobile"),
        ("deals/ibm_win_loss.csv.gz", "deals", "external_id product source outcome amount"),
        ("deals/olist_funnel/olist_closed_deals_dataset.csv.gz", "deals", "external_id owner won_at product"),
    ],
)
def test_real_exports_are_recognised_without_a_word_from_a_person(file: str, kind: str, fields: str) -> None:
    read = open_table(DATA / file)
    found = recognise(columns_of(read.header, read.rows()))
    assert (found.kind, " ".join(found.mapping.values())) == (kind, fields)


def test_closed_is_a_day_where_its_cells_are_days_and_else_a_yes_or_no() -> None:
    days = see(
        "Deal ID|Unit|Stage|Created|Closed",
        "1|Cedar 19|Closed Lost|11/01/2026|11/14/2026",
        "2|Cedar 24|Open|11/02/2026|",
    )
    assert days.mapping["Closed"] == "closed_at"
    flags = see(
        "Deal ID|Unit|Stage|Created|Closed", "1|Cedar 19|Closed Lost|11/01/2026|yes", "2|Cedar 24|Open|11/02/2026|no"
    )
    assert flags.mapping["Closed"] == "closed"
