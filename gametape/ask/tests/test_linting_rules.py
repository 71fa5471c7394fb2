"""What the rules take and what they leave alone."""

import pytest

from gametape.ask.linting import Draft, lint
from gametape.ask.linting.names import says_business, says_person
from gametape.ask.linting.questions import questions
from gametape.ask.linting.reading import read


def _ids(text, *, severity=None, channel="sms", scope="ask", **more):
    more = {"sender": "", "business": "", **more}
    report = lint(Draft(text, channel=channel, scope=scope, **more))
    return {finding.id for finding in report.findings if severity is None or finding.severity == severity}


def _blocked(text, **more):
    return _ids(text, severity="block", **more)


@pytest.mark.parametrize(
    "text",
    [
        "I won't ask you to reconsider. What did I miss?",
        "I'm not trying to win you back. What did I miss?",
        "No discount, no pitch. What did I miss?",
        "This isn't a survey and there is no score. What did I miss?",
        "This is not about price. What did I miss?",
        "There's no deadline on this. What did I miss?",
        "I'm not asking you to come back in for another look. What did I miss?",
        "No gift card, no raffle. What did I miss?",
        "Thanks for coming by Saturday. What did I miss?",
        "To your credit you told me straight. What did I miss?",
        "You're welcome to decline. What did I miss?",
        "I understand, your call 100%. What did I miss?",
        "I felt we had the right one at the right price, and I hope we do business one day. What did I miss?",
        "What did I not get right?",
    ],
)
def test_honest_words_that_only_look_bad_block_nothing(text):
    assert _blocked(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Don't miss this discount. What did I miss?", "T20"),
        ("Why not come back in and see? What did I miss?", "T22"),
        ("It won't last. What did I miss?", "T21"),
        ("I know it was not about your credit score. What did I miss?", "T40"),
        ("Not just a discount, a gift. What did I miss?", "T20"),
        ("It\u2019ll be gone by tomorrow, don\u2019t wait. What did I miss?", "T21"),
        ("why didn\u2019t you call", "T04"),
        ("You asked us to stop texting, so this is the last one. What did I miss?", "T21"),
        ("I know you've opted out, only this: what did I miss?", "T21"),
    ],
)
def test_a_denial_or_a_curly_quote_does_not_hide_it(text, rule):
    assert rule in _ids(text)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("What did I miss?", True),
        ("what did i miss", True),
        ("Where'd I lose you?", True),
        ("How could we have done better?", True),
        ("Only if you're up for it: what was it that I missed?", True),
        ("Could you tell me what I missed?", True),
        ("Mind telling me where I lost you?", True),
        ("At what point did I lose you?", True),
        ("What tripped us up on my side?", True),
        ("Honestly, what should we have done differently?", True),
        ("I know you've decided, so what did I miss?", True),
        ("Did I do something wrong?", False),
        ("Was it the price?", False),
        ("did i do something wrong", False),
        ("Is there anything I missed?", False),
        ("How much did they ask?", False),
        ("What if I found you another one?", False),
        ("When can you come in?", False),
        ("Too expensive?", False),
        ("Would you tell me if it was the price?", False),
    ],
)
def test_open_and_closed_questions_are_told_apart(text, is_open):
    assert [question.open for question in questions(read(text))] == [is_open]


@pytest.mark.parametrize(
    "text",
    [
        "How are you? What did I miss?",
        "Can I ask you something? What did I miss?",
        "Got a second? What did I miss?",
        "hey sam its dana no hard feelings just wondering what did i miss thanks",
        "I'd like to know what I missed.",
        "Tell me straight where I went wrong.",
        "If there's one thing we missed, I'd be glad to hear it.",
    ],
)
def test_courtesies_do_not_count_and_askings_without_a_mark_do(text):
    assert len(questions(read(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "What did I miss, and should I call?",
        "What did you think of our price and our salesperson?",
        "What did I miss or what did I get wrong?",
    ],
)
def test_two_questions_in_one_are_seen(text):
    assert "T03" in _blocked(text)


@pytest.mark.parametrize(
    "text",
    [
        "What did Bill and I miss?",
        "How and where did I lose you?",
        "What did I say or do wrong?",
        "What did I miss, would you say?",
        "What could we have said and done better?",
    ],
)
def test_one_question_with_an_and_in_it_stays_one(text):
    assert "T03" not in _ids(text)


def test_spoken_asks_may_carry_the_probe_and_written_ones_may_not():
    text = "I respect that. What did I miss? How did I lose your commitment?"
    assert "T01" not in _ids(text, channel="person")
    assert "T01" in _blocked(text, channel="sms")


@pytest.mark.parametrize(
    "said",
    [
        "dana @ lakeside",
        "Dana from Lakeside R.V.",
        "It's Dana, LakesideRV",
        "DANA / LAKESIDE RV",
        "Dán\u0061, Lakeside\u2019s own",
    ],
)
def test_names_are_found_however_they_are_written(said):
    assert says_person(said, "Dana Reyes")
    assert says_business(said, "Lakeside RV, Inc.")


def test_a_message_without_a_name_is_stopped_only_where_the_buyer_cannot_see_who_it_is():
    names = {"sender": "Dana", "business": "Lakeside RV"}
    text = "Thank you, I respect your decision. What did I miss? No need to answer."
    assert "T36" in _blocked(text, channel="sms", **names)
    assert "T36" not in _ids(text, channel="person", **names)
    assert "T36" in _ids("It's Dana. " + text, channel="phone", severity="warn", **names)


def test_a_business_may_be_called_anything():
    report = lint(
        Draft(
            "Thanks, I respect it. What did I miss? No need to answer. Dana, Best Price Credit Motors",
            channel="sms",
            sender="Dana",
            business="Best Price Credit Motors",
        )
    )
    assert report.ok


def test_a_message_with_nothing_of_an_honest_ask_is_a_question_to_the_writer():
    assert "T37" in _ids("What happened?")
    assert "T37" not in _blocked("What happened?")


@pytest.mark.parametrize(
    "subject",
    ["Re: your visit", "FWD: hello", "Your order", "Last chance to tell us", "$500 off", "About your credit", "x" * 51],
)
def test_a_subject_in_disguise_is_stopped(subject):
    assert "T44" in _blocked("What did I miss?", channel="email", subject=subject)


@pytest.mark.parametrize("subject", ["What did I miss?", "One question about your decision", "Thank you", None])
def test_a_plain_subject_passes(subject):
    assert "T44" not in _ids("What did I miss?", channel="email", subject=subject)


FOOTER = "\n\nLakeside RV, 12 Shore Road, Madison WI 53703\nUnsubscribe: https://lakeside.example/u/abc"
HEADERS = {
    "List-Unsubscribe": "<https://lakeside.example/u/abc>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def test_footer_and_headers_are_asked_of_the_assembled_message_only():
    text = "What did I miss?"
    assert "T43" not in _ids(text, channel="email")
    assert "T43" in _blocked(text, channel="email", assembled=True)
    assert "T43" in _blocked(text + FOOTER, channel="email", assembled=True)
    assert "T43" not in _ids(text + FOOTER, channel="email", assembled=True, headers=HEADERS)


def test_only_texts_that_the_product_sends_need_stop():
    assert "T42" not in _ids("What did I miss?")
    assert "T42" in _blocked("What did I miss?", via="product")
    assert "T42" not in _ids("What did I miss? Reply STOP to opt out.", via="product")


@pytest.mark.parametrize(
    "text",
    [
        "Is it anonymous? What did I miss?",
        "This is not anonymous. What did I miss?",
        "Leave out anything confidential. What did I miss?",
    ],
)
def test_speaking_of_anonymity_is_not_claiming_it(text):
    assert "T46" not in _blocked(text)


def test_an_answer_the_buyer_asked_for_may_state_a_sum_but_not_press():
    names = {"sender": "Dana", "business": "Lakeside RV", "scope": "save"}
    answer = "Sam, Dana at Lakeside RV. You asked about the warranty: it was in the $38,900 on the sheet."
    assert _blocked(answer, **names) == set()
    assert "T21" in _blocked(answer + " Only 2 left.", **names)
    assert "T40" in _blocked(answer + " Your credit score is fine.", **names)


def test_another_language_gets_a_hint_and_no_verdict_by_meaning():
    report = lint(
        Draft(
            "Hola Sam, soy Dana de Lakeside RV. Gracias por tu tiempo, respeto tu decisi\u00f3n y no quiero venderte nada m\u00e1s.",
            channel="sms",
            sender="Dana",
            business="Lakeside RV",
        )
    )
    assert any("does not look like English" in finding.say for finding in report.findings)


def test_every_sentence_of_advice_is_whole():
    report = lint(
        Draft(
            "WHY DIDN'T YOU BUY!! please please, was it the price? bit.ly/x",
            channel="sms",
            sender="Dana",
            business="Lakeside RV",
        )
    )
    assert len(report.findings) > 6
    assert all(
        finding.say[0] in "'ABCDEFGHIJKLMNOPQRSTUVWXYZ" and finding.say[-1] in ".?" for finding in report.findings
    )


@pytest.mark.parametrize(
    "wrong", [{"channel": "fax"}, {"channel": "sms", "scope": "sell"}, {"channel": "sms", "via": "owl"}]
)
def test_a_draft_that_cannot_be_says_what_can(wrong):
    with pytest.raises(ValueError, match="use one of"):
        Draft("x", sender="Dana", business="Lakeside RV", **wrong)
