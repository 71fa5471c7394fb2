"""Templates to words: fitted, filled, dated, and with the buyer's link once."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gametape.ask.linting import Draft, Finding, lint
from gametape.ask.marking import pieces
from gametape.ask.openers import opener
from gametape.ask.wording import Names, Template, day_in_words, fill, filled, offered, templates, with_link

SAM = Names("Sam", "Dana", "Lakeside RV")
# What the plan can come to: who asks, in which window, what kind, by which channel.
PLANNED = [
    *(("ask", "rep", "W1", channel) for channel in ("phone", "sms", "email")),
    *(("ask", "neutral", "W1", channel) for channel in ("phone", "sms", "email")),
    *(
        (scope, asker, "W2", channel)
        for scope in ("ask", "remind")
        for asker in ("manager", "neutral")
        for channel in ("phone", "email")
    ),
    ("ask", "neutral", "W3", "email"),
]


@pytest.mark.parametrize(("scope", "asker", "window", "channel"), PLANNED)
@pytest.mark.parametrize("market", ["retail", "b2b"])
def test_there_are_words_for_everything_the_plan_can_come_to(scope, asker, window, channel, market):
    words = offered(scope=scope, asker=asker, window=window, channel=channel, market=market, names=SAM)
    assert words
    for one in words:
        report = lint(
            Draft(
                one.text,
                channel=channel,
                scope=scope,
                sender="Dana",
                business="Lakeside RV",
                subject=one.subject or None,
            )
        )
        assert [f for f in report.findings if f.severity != "hint"] == []


def test_no_slot_is_left_and_every_name_is_said():
    for template in templates():
        text = fill(template, SAM).text
        assert "{" not in text
        assert ("[what you changed]" in text) == (template.scope == "changed"), "a field the lint keeps back"
        assert "Dana" in text


@pytest.mark.parametrize("scope", ["thank", "save"])
@pytest.mark.parametrize("channel", ["sms", "phone", "email"])
def test_a_thank_you_and_an_answer_begin_with_words_that_are_true_of_anybody(scope, channel):
    words = offered(scope=scope, asker="any", channel=channel, names=SAM)
    assert words
    report = lint(Draft(words[0].text, channel=channel, scope=scope, sender="Dana", business="Lakeside RV"))
    assert report.ok, report.findings


def test_one_of_them_says_that_we_hope_to_do_business_one_day():
    words = offered(scope="ask", asker="rep", window="W1", channel="sms", names=SAM)
    assert [one for one in words if one.hope and "one day" in one.text]


def test_a_rep_is_offered_no_words_of_a_manager():
    texts = [one.text for one in offered(scope="ask", asker="rep", window="W1", channel="email", names=SAM)]
    assert texts
    assert not [text for text in texts if "I look after the team" in text]


def test_a_buyer_called_like_a_slot_stays_called_so():
    assert filled("Hi {buyer}, {sender} here.", Names("{sender}", "Dana", "Lakeside")) == "Hi {sender}, Dana here."


def test_without_a_name_it_still_reads():
    assert filled("Hi {buyer}, it is me.", Names("", "Dana", "L")) == "Hi there, it is me."
    assert filled("{buyer}, thank you.", Names("", "Dana", "L")) == "Thank you."


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("2026-06-13T22:00Z", "today"),
        ("2026-06-14T17:00Z", "yesterday"),
        ("2026-06-15T17:00Z", "on Saturday"),
        ("2026-06-30T17:00Z", ""),
    ],
)
def test_the_day_they_were_here_is_told_from_the_day_it_goes_out(sent, said):
    seen = datetime(2026, 6, 13, 19, tzinfo=UTC)
    assert day_in_words(seen, datetime.fromisoformat(sent), "America/Chicago") == said
    thanks = filled("Thanks for your time yesterday - really.", Names("Sam", "Dana", "L", said))
    assert thanks == f"Thanks for your time{' ' + said if said else ''} - really."


def test_the_link_stands_below_the_words_once():
    link = "https://ask.example/a/x"
    assert with_link("Hi Sam.\n", link) == f"Hi Sam.\n{link}"
    assert with_link(with_link("Hi Sam.", link), link).count(link) == 1
    assert with_link("Hi Sam.", "") == "Hi Sam."


def test_a_text_with_its_link_is_still_two_segments():
    link = "https://ask.lakeside-rv.example/a/" + "x" * 49
    for one in offered(scope="ask", asker="rep", window="W1", channel="sms", names=SAM):
        assert len(with_link(one.text, link)) <= 320


# -- opening the phone ------------------------------------------------------------------------------------------------

AWKWARD = "“What did I miss?” 100% & more: 'yes' #1 + 😀\nsecond line ?&body=x"


def test_a_text_keeps_every_character():
    address = opener("sms", phone="+1 (608) 555-0142", body=AWKWARD)
    assert address.startswith("sms:+16085550142?&body=")
    encoded = address.partition("&body=")[2]
    assert unquote(encoded) == AWKWARD
    assert not set(encoded) & set(" &?#+\"'\n<>")


def test_an_e_mail_keeps_every_character_and_breaks_lines_as_mail_does():
    address = opener("email", email="sam+rv@example.org", subject="Q & A: 100%?", body=AWKWARD)
    parts = urlsplit(address)
    assert parts.path == "sam+rv@example.org"
    assert parse_qs(parts.query)["subject"] == ["Q & A: 100%?"]
    assert parse_qs(parts.query)["body"] == [AWKWARD.replace("\n", "\r\n")]
    assert "%0D%0A" in address


@pytest.mark.parametrize(
    "email", ["sam@x.example?bcc=all@x.example", "sam@x.example&cc=b@x.example", "a@x.example\r\nbcc:b@x.example"]
)
def test_no_address_smuggles_in_another_recipient(email):
    address = opener("email", email=email, subject="a\nb", body="hi")
    assert set(parse_qs(urlsplit(address).query)) == {"subject", "body"}
    assert not set("\r\n") & set(address)


def test_what_has_no_address_opens_nothing():
    assert opener("sms", phone="ask at the desk", body="x") == ""
    assert opener("phone", phone="") == ""
    assert opener("email", email="no address", body="x") == ""
    assert opener("copy", phone="+16085550142", body="x") == ""


def test_a_number_is_called_by_its_digits():
    assert opener("phone", phone="+1 608-555-0142") == "tel:+16085550142"


# -- the marks --------------------------------------------------------------------------------------------------------


def mark(start, end, severity, text="0123456789"):
    return Finding("T", severity, text[start:end], "say", start, end)


def test_the_pieces_give_the_text_back_and_the_graver_mark_wins():
    text = "0123456789"
    cut = pieces(text, [mark(2, 6, "warn"), mark(4, 8, "block"), mark(0, 3, "hint"), Finding("T", "block", "", "say")])
    assert [(piece.text, piece.mark) for piece in cut] == [("01", ""), ("23", "maybe"), ("4567", "must"), ("89", "")]


def test_a_mark_that_runs_on_into_the_link_ends_with_the_words():
    assert [(p.text, p.mark) for p in pieces("abc", [mark(1, 9, "block")])] == [("a", ""), ("bc", "must")]
    assert [(p.text, p.mark) for p in pieces("abc", [mark(5, 9, "block")])] == [("abc", "")]
    assert pieces("", []) == []


def test_a_template_names_who_asks():
    assert {template.asker for template in templates()} <= {"rep", "manager", "neutral", "any"}
    assert all(isinstance(template, Template) for template in templates())
