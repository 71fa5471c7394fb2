"""Later: the sheet, looked over while it is written; kept; handed over at a decent hour, by one voice, and never twice."""

import html
import re

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import asking, composing, due, handing
from gametape.ask.answering import add_the_rest, send
from gametape.ask.models import Answer, Ask
from gametape.ask.tests.hostile import HOSTILE, SATURDAY, SUNDAY, SUNDAY_EARLY
from gametape.common.refusal import Refusal
from gametape.deals import sharing
from gametape.deals.leaving import leave
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss, Moment
from gametape.people.consent import they_said_stop
from gametape.people.models import Alert, Role, User
from gametape.sending import outbox
from gametape.sending.models import HandOff, Message

pytestmark = pytest.mark.django_db
HONEST = (
    "Hi Sam, Dana at Lakeside RV. Thank you for your time. I respect your decision. "
    "Only if you feel like it: what did I miss? No need to reply."
)
GUESSED = "Hi Sam, Dana at Lakeside RV. Thank you, I respect your decision. Was it the price? No need to reply."


@pytest.fixture
def saturdays_no(sams_deal, dana):
    """Sam drove off on Saturday at five past two; Dana called and sealed it."""
    with time_machine.travel(SATURDAY, tick=True):
        loss = lose(sams_deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
        seal(loss.own_call, sure="counting")
    return loss


@pytest.fixture
def sunday():
    with time_machine.travel(SUNDAY, tick=True):
        yield


@pytest.fixture
def sunday_early():
    with time_machine.travel(SUNDAY_EARLY, tick=True):
        yield


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


def body(response):
    return html.unescape(response.content.decode())


def write(client, loss, words=HONEST, *, name="ask", do="check", channel="sms", **more):
    return client.post(reverse(name, args=[loss.pk]), {"words": words, "do": do, "channel": channel, **more})


def ask_of(loss):
    return Ask.objects.get(loss=loss, withdrawn_at=None)


# -- the sheet --------------------------------------------------------------------------------------------------------


def test_the_words_are_ready_with_every_name_and_nothing_is_kept_by_looking(danas, saturdays_no, sunday):
    page = body(danas.get(reverse("ask", args=[saturdays_no.pk])))
    assert "Dana at Lakeside RV" in page
    assert "yesterday" in page
    assert not re.search(r"\{[a-z]+\}", page)
    assert not Message.objects.exists()
    assert not Ask.objects.exists()


def test_channels_without_an_address_are_absent_and_copying_always_works(danas, saturdays_no, sunday):
    page = body(danas.get(reverse("ask", args=[saturdays_no.pk])))
    assert "Open the e-mail" not in page
    assert "Write an e-mail" not in page
    assert "Copy the words" in page
    saturdays_no.deal.buyer.email = "sam@example.org"
    saturdays_no.deal.buyer.save()
    page = body(danas.get(reverse("ask", args=[saturdays_no.pk])))
    assert "Open the e-mail" in page, "in this state a call or a text needs more ground, so the e-mail comes first"
    assert "Write a text" in page


def test_a_blocked_word_is_marked_and_said_what_to_do_about(danas, saturdays_no, sunday):
    page = body(danas.get(f"{write(danas, saturdays_no, GUESSED).url}"))
    assert "<mark>Was it the price?</mark>" in page
    assert "Change this." in page
    assert "to change" in page


def test_what_is_said_already_is_said(danas, saturdays_no, sunday):
    page = body(danas.get(write(danas, saturdays_no).url))
    assert "Said already: thanks, their decision, what we missed, free not to answer." in page


def test_before_its_hour_it_says_when_and_offers_to_keep_it(danas, saturdays_no, sunday_early):
    page = body(danas.get(reverse("ask", args=[saturdays_no.pk])))
    assert "Best asked today after 12" in page
    assert "Keep it until 12:00" in page
    assert "you hear from us once" in page
    kept = write(danas, saturdays_no, do="keep")
    assert (kept.status_code, kept.url) == (303, reverse("next"))
    assert ask_of(saturdays_no).message.words == HONEST


def test_handed_off_before_its_hour_it_is_refused_with_the_words_still_there(danas, saturdays_no, sunday_early):
    page = write(danas, saturdays_no, do="sms")
    assert page.status_code == 422
    assert "It waits until Sunday 12:00" in body(page)
    assert HONEST in body(page)
    assert not HandOff.objects.exists()
    assert ask_of(saturdays_no).message.words == HONEST


def test_when_the_hour_comes_one_hears_of_it_once(danas, saturdays_no, dana):
    with time_machine.travel(SUNDAY_EARLY, tick=True):
        write(danas, saturdays_no, do="keep")
        assert due.tell_those_due() == 0
    with time_machine.travel(SUNDAY, tick=True):
        assert due.tell_those_due() == 1
        assert due.tell_those_due() == 0
        alert = Alert.objects.get(to=dana)
        assert alert.path == reverse("ask", args=[saturdays_no.pk])
        write(danas, saturdays_no, do="sms")
        assert not Alert.objects.filter(to=dana, seen_at=None).exists()


def test_words_that_were_kept_at_noon_are_not_handed_over_at_night(danas, saturdays_no, dana):
    with time_machine.travel(SUNDAY, tick=True):
        write(danas, saturdays_no)
    with time_machine.travel("2026-06-15T03:00:00Z", tick=True):  # 22:00 on Sunday
        message = ask_of(saturdays_no).message
        page = danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms"})
        assert page.status_code == 422
        assert not HandOff.objects.exists()


def test_blocked_words_do_not_go_out_and_the_refusal_names_them(danas, saturdays_no, sunday):
    page = write(danas, saturdays_no, GUESSED, do="sms")
    assert page.status_code == 422
    assert "Change “Was it the price?” first" in body(page)
    assert not HandOff.objects.exists()


def test_no_other_door_lets_blocked_words_out(danas, saturdays_no, sunday):
    write(danas, saturdays_no, GUESSED)
    message = ask_of(saturdays_no).message
    page = danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms", "again": "1"})
    assert page.status_code == 422
    assert not HandOff.objects.exists()


def test_other_words_start_from_a_template_and_the_channel_can_change(danas, saturdays_no, sunday):
    page = body(danas.get(reverse("ask", args=[saturdays_no.pk])))
    offered = re.findall(r'name="do" value="(from:[a-z]+:[a-z_]+)"', page)
    assert "from:sms:sms_hope" in offered
    moved = write(danas, saturdays_no, do="from:sms:sms_hope")
    assert "I hope we do business one day" in body(danas.get(moved.url))
    moved = write(danas, saturdays_no, do="to:phone")
    page = body(danas.get(moved.url))
    assert 'name="channel" value="phone"' in page
    assert HONEST in page, "words of one's own go along to another channel"


def test_our_words_left_as_they_were_become_those_of_the_other_channel(danas, saturdays_no, sunday):
    page = danas.get(reverse("ask", args=[saturdays_no.pk]))
    words = page.context["sheet"].words
    channel = page.context["sheet"].channel
    other = next(way for way in page.context["sheet"].ways if way != channel)
    moved = danas.get(write(danas, saturdays_no, words, channel=channel, do=f"to:{other}").url)
    assert moved.context["sheet"].channel == other
    assert moved.context["sheet"].words in [w.text for w in page.context["sheet"].others if w.channel == other]


def test_the_public_link_is_below_the_words_and_counted(danas, saturdays_no, sunday, settings):
    settings.PUBLIC_URL = "https://ask.lakeside.example"
    page = danas.get(write(danas, saturdays_no).url)
    sheet = page.context["sheet"]
    assert sheet.linked
    assert sheet.length == len(HONEST) + 1 + len(asking_link(saturdays_no))
    write(danas, saturdays_no, do="sms")
    message = Message.objects.get()
    assert handing.body_of(message).split("\n")[-1].startswith("https://ask.lakeside.example/a/")
    assert "https" not in message.words


def asking_link(loss):
    return handing.body_of(ask_of(loss).message).split("\n")[-1]


def test_the_length_before_anything_is_kept_is_the_length_afterwards(danas, saturdays_no, sunday, settings):
    settings.PUBLIC_URL = "https://ask.lakeside.example"
    page = danas.get(f"{reverse('ask', args=[saturdays_no.pk])}?channel=sms")
    sheet = page.context["sheet"]
    write(danas, saturdays_no, sheet.words)
    assert len(handing.body_of(Message.objects.get())) == sheet.length


# -- looked over while it is written ----------------------------------------------------------------------------------


def typed(client, loss, words, **more):
    data = {"words": words, "channel": "sms", "kind": "ask", **more}
    return client.post(reverse("ask_words", args=[loss.pk]), data, headers={"HX-Request": "true"})


def test_typing_keeps_the_words_and_brings_the_findings(danas, saturdays_no, sunday):
    part = typed(danas, saturdays_no, GUESSED)
    assert part.status_code == 200
    assert "<html" not in body(part)
    assert "Was it the price?" in body(part)
    assert 'hx-swap-oob="true"' in body(part)
    assert ask_of(saturdays_no).message.words == GUESSED
    assert ask_of(saturdays_no).asked_at is None


def test_typing_without_script_leads_back_to_the_marked_page(danas, saturdays_no, sunday):
    sent = danas.post(reverse("ask_words", args=[saturdays_no.pk]), {"words": GUESSED, "channel": "sms"})
    assert (sent.status_code, sent.url) == (303, reverse("ask", args=[saturdays_no.pk]))


def test_an_emptied_box_does_not_empty_what_was_kept(danas, saturdays_no, sunday):
    typed(danas, saturdays_no, HONEST)
    part = typed(danas, saturdays_no, "  ")
    assert "no words yet" in body(part)
    assert ask_of(saturdays_no).message.words == HONEST


def test_a_book_is_not_looked_over_but_comes_back_whole(danas, saturdays_no, sunday):
    words = "word " * 20_000
    page = write(danas, saturdays_no, words)
    assert page.status_code == 422
    assert words.strip() in body(page)
    assert "longer than a message" in body(page)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("name", ["ask", "ask_words"])
def test_hostile_words_are_words_on_the_sheet_too(danas, saturdays_no, sunday, words, name):
    write(danas, saturdays_no, words, name=name, subject=words)
    page = danas.get(reverse("ask", args=[saturdays_no.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert ask_of(saturdays_no).message.words == words.replace("\x00", "")


def test_hostile_names_are_names(danas, saturdays_no, sunday):
    buyer = saturdays_no.deal.buyer
    buyer.first_name, buyer.email = "<script>alert(1)</script>", "sam@example.org"
    buyer.save()
    page = danas.get(f"{reverse('ask', args=[saturdays_no.pk])}?channel=email&words=<script>")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"channel": "fax"}, {"channel": ""}, {"do": "fax"}, {"do": "from:"}, {"do": "to:fax"}, {"kind": "x"}]
)
def test_a_form_nobody_made_breaks_nothing(danas, saturdays_no, sunday, wrong):
    for name in ("ask", "ask_words"):
        answer = danas.post(
            reverse(name, args=[saturdays_no.pk]), {"words": HONEST, "channel": "sms", "do": "check", **wrong}
        )
        assert answer.status_code in (303, 422)


# -- handed to the phone ----------------------------------------------------------------------------------------------


def test_handed_over_it_is_recorded_first_and_then_opens_the_phone(danas, saturdays_no, sunday):
    sent = write(danas, saturdays_no, do="sms")
    message = Message.objects.get()
    assert (sent.status_code, sent.url) == (303, reverse("message", args=[message.pk]))
    assert HandOff.objects.get().channel == "sms"
    page = body(danas.get(sent.url))
    assert "sms:+16085550142?&body=Hi%20Sam%2C%20Dana" in page
    assert "Did it go out?" in page
    assert ask_of(saturdays_no).asked_at is None, "asked means it went out"


def test_it_went_out_and_counts_once(danas, saturdays_no, sunday):
    write(danas, saturdays_no, do="sms")
    message = Message.objects.get()
    for _ in range(2):
        on = danas.post(reverse("went_out", args=[message.pk]))
    assert (on.status_code, on.url) == (303, reverse("next"))
    assert ask_of(saturdays_no).asked_at is not None
    assert Moment.objects.filter(kind=Moment.Kind.ASKED).count() == 1
    assert "now it is their turn" in body(danas.get(reverse("ask", args=[saturdays_no.pk]))).lower()


def test_a_second_hand_off_is_an_explicit_choice(danas, saturdays_no, sunday):
    write(danas, saturdays_no, do="sms")
    message = Message.objects.get()
    again = danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms"})
    assert again.status_code == 422
    assert HandOff.objects.count() == 1
    danas.post(reverse("not_yet", args=[message.pk]))
    page = body(danas.get(reverse("message", args=[message.pk])))
    assert "a second one would reach them twice" in page
    danas.post(reverse("hand_off", args=[message.pk]), {"again": "1"})
    assert list(HandOff.objects.values_list("n", "channel")) == [(1, "sms"), (2, "sms")]


def test_the_same_tap_twice_hands_it_over_once(danas, saturdays_no, sunday):
    taps = [write(danas, saturdays_no, do="sms") for _ in range(2)]
    assert [tap.status_code for tap in taps] == [303, 303]
    assert HandOff.objects.count() == 1


def test_while_it_is_on_the_phone_the_sheet_asks_whether_it_went_out(danas, saturdays_no, sunday):
    write(danas, saturdays_no, do="sms")
    again = danas.get(reverse("ask", args=[saturdays_no.pk]))
    assert (again.status_code, again.url) == (303, reverse("message", args=[Message.objects.get().pk]))


def test_not_yet_and_the_words_can_be_changed_again(danas, saturdays_no, sunday):
    write(danas, saturdays_no, do="sms")
    back = danas.post(reverse("not_yet", args=[Message.objects.get().pk]))
    assert back.url == reverse("ask", args=[saturdays_no.pk])
    write(danas, saturdays_no, HONEST + " Dana")
    assert Message.objects.get().words == HONEST + " Dana"


def test_a_call_shows_the_script_large_and_the_probe(danas, saturdays_no, sunday):
    sent = write(danas, saturdays_no, do="phone", channel="phone")
    page = body(danas.get(sent.url))
    assert "said kept loud" in page
    assert "How did I lose your commitment?" in page
    assert 'href="tel:+16085550142"' in page
    on = danas.post(reverse("went_out", args=[Message.objects.get().pk]))
    assert "They told me" in body(danas.get(on.url))


def test_copied_words_wait_in_a_box(danas, saturdays_no, sunday):
    page = body(danas.get(write(danas, saturdays_no, do="copy").url))
    assert "data-copy" in page
    assert HONEST in page


def test_an_e_mail_opens_with_subject_and_words(danas, saturdays_no, sunday):
    buyer = saturdays_no.deal.buyer
    buyer.email = "sam@example.org"
    buyer.save()
    sent = write(danas, saturdays_no, HONEST + "\n\nDana", do="email", channel="email", subject="One question & thanks")
    page = body(danas.get(sent.url))
    assert "mailto:sam@example.org?subject=One%20question%20%26%20thanks&body=Hi%20Sam" in page
    assert "%0D%0A%0D%0ADana" in page


# -- who, and never ---------------------------------------------------------------------------------------------------


def test_a_buyer_who_said_stop_gets_no_words_from_anybody(danas, saturdays_no, sunday, dana):
    write(danas, saturdays_no)
    message = Message.objects.get()
    they_said_stop(saturdays_no.deal.buyer, heard_on="person", noted_by=dana)
    outbox.drop_all_to(saturdays_no.deal.buyer)
    page = danas.get(reverse("ask", args=[saturdays_no.pk]))
    assert "Do not contact" in body(page)
    assert "<textarea" not in body(page)
    assert danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms", "again": "1"}).status_code == 422
    assert write(danas, saturdays_no, do="sms").status_code == 422
    assert typed(danas, saturdays_no, HONEST).status_code == 200
    assert not HandOff.objects.exists()
    assert Message.objects.get().state == Message.State.DROPPED


def test_two_at_one_loss_are_one_voice(saturdays_no, sunday, dana, ben, signed_in_as):
    saturdays_no.deal.partner = ben
    saturdays_no.deal.save()
    write(signed_in_as(dana), saturdays_no)
    bens = signed_in_as(ben)
    page = body(bens.get(reverse("ask", args=[saturdays_no.pk])))
    assert "Dana has words ready" in page
    assert HONEST not in page, "what a colleague is writing is theirs"
    refused = write(bens, saturdays_no, HONEST.replace("Dana", "Ben"), do="sms")
    assert refused.status_code == 422
    assert "ask Dana to leave it to you" in body(refused)
    assert Message.objects.get().words == HONEST


def test_a_colleagues_message_is_not_there(saturdays_no, sunday, dana, ben, maria, signed_in_as):
    saturdays_no.deal.partner = ben
    saturdays_no.deal.save()
    write(signed_in_as(dana), saturdays_no, do="sms")
    message = Message.objects.get()
    for who in (ben, maria):
        client = signed_in_as(who)
        assert client.get(reverse("message", args=[message.pk])).status_code == 404
        for act in ("hand_off", "went_out", "not_yet"):
            assert client.post(reverse(act, args=[message.pk])).status_code == 404


def test_words_of_one_who_left_stand_in_nobodys_way_and_are_not_lost(saturdays_no, sunday, dana, ben, signed_in_as):
    write(signed_in_as(dana), saturdays_no)
    saturdays_no.deal.owner = ben
    saturdays_no.deal.save()
    write(signed_in_as(ben), saturdays_no, HONEST.replace("Dana", "Ben"))
    assert list(Message.objects.order_by("pk").values_list("by__name", "state")) == [
        ("Dana Brooks", "dropped"),
        ("Ben Ortiz", "waiting"),
    ]
    assert ask_of(saturdays_no).asker == ben


def test_rather_not_me_hands_it_to_another_voice(danas, saturdays_no, sunday, maria, signed_in_as):
    write(danas, saturdays_no)
    left = danas.post(reverse("not_me", args=[saturdays_no.pk]))
    assert (left.status_code, left.url) == (303, reverse("next"))
    assert not Message.objects.exclude(state=Message.State.DROPPED).exists()
    with time_machine.travel("2026-06-16T16:00:00Z", tick=True):
        page = signed_in_as(maria).get(f"{reverse('ask', args=[saturdays_no.pk])}?channel=phone")
        assert page.status_code == 200
        assert "I look after the team at Lakeside RV" in body(page)
        assert "no longer" not in body(page)


def test_the_manager_asks_once_more_when_the_rep_asked_in_vain(danas, saturdays_no, maria, signed_in_as):
    with time_machine.travel(SUNDAY, tick=True):
        write(danas, saturdays_no, do="sms")
        danas.post(reverse("went_out", args=[Message.objects.get().pk]))
        assert danas.get(reverse("ask", args=[saturdays_no.pk])).context["plan"].may is False
    with time_machine.travel("2026-06-16T16:00:00Z", tick=True):
        marias = signed_in_as(maria)
        page = marias.get(reverse("ask", args=[saturdays_no.pk]))
        assert page.context["sheet"].kind == "reminder"
        sent = write(marias, saturdays_no, page.context["sheet"].words, do="phone", channel="phone")
        marias.post(reverse("went_out", args=[Message.objects.get(by=maria).pk]))
        assert sent.status_code == 303
    assert Ask.objects.get(kind="reminder").asked_at is not None
    assert Ask.objects.get(kind="reminder").asker_role == Role.MANAGER


def test_reading_it_as_a_second_voice_is_logged_for_the_rep(danas, saturdays_no, sunday, maria, signed_in_as, dana):
    danas.post(reverse("not_me", args=[saturdays_no.pk]))
    signed_in_as(maria).get(reverse("ask", args=[saturdays_no.pk]))
    assert dana.looked_at.filter(who=maria).count() == 1


@pytest.mark.parametrize("who", ["ben", "ada", "frank", "olga", "rita", "mo"])
@pytest.mark.parametrize("name", ["ask", "thanks", "answer_back", "pasted"])
def test_nobody_else_finds_these_pages(request, signed_in_as, saturdays_no, who, name):
    client = signed_in_as(request.getfixturevalue(who))
    assert client.get(reverse(name, args=[saturdays_no.pk])).status_code == 404
    assert client.post(reverse(name, args=[saturdays_no.pk]), {"words": HONEST}).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["ben", "rita", "mo", "frank"])
@pytest.mark.parametrize("name", ["ask_words", "they_said_stop", "not_me"])
def test_nobody_else_does_these_acts(request, signed_in_as, saturdays_no, who, name):
    client = signed_in_as(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[saturdays_no.pk]), {"words": HONEST, "sure": "yes"}).status_code == 404
    saturdays_no.deal.buyer.refresh_from_db()
    assert saturdays_no.deal.buyer.stopped_at is None


@pytest.mark.parametrize("name", ["ask", "thanks", "answer_back", "pasted"])
def test_signed_out_one_is_led_to_the_door_of_the_house(client, saturdays_no, name):
    assert client.get(reverse(name, args=[saturdays_no.pk])).status_code == 302


# -- the thank-you and the answer they asked for ----------------------------------------------------------------------


@pytest.fixture
def sams_answer(saturdays_no, dana):
    """Sunday noon: Dana asked face to face, and Sam wrote back on their own page."""
    with time_machine.travel(SUNDAY, tick=True):
        ask = asking.asked_in_person(saturdays_no, by=dana)
        return send(ask, words="The warranty on top broke it.", submission="s1", heard=Answer.Heard.PAGE)


THANKS = "Sam, thank you for telling me. I never made it plain what was included. That one is on me. Dana"


def test_a_thank_you_comes_along_from_the_answers_page_and_is_kept(danas, sams_answer, sunday):
    loss = sams_answer.loss
    led = write(danas, loss, THANKS, name="thanks")
    assert (led.status_code, led.url) == (303, reverse("thanks", args=[loss.pk]))
    page = body(danas.get(led.url))
    assert THANKS in page
    assert Message.objects.get().kind == Message.Kind.THANKS


def test_words_proposed_on_the_answers_page_never_replace_what_was_written_here(danas, sams_answer, sunday):
    path = reverse("thanks", args=[sams_answer.loss_id])
    led = danas.post(path, {"proposed": THANKS})
    assert (led.status_code, led.url) == (303, path)
    assert Message.objects.get().words == THANKS
    write(danas, sams_answer.loss, "Sam, thank you for telling me. Dana", name="thanks")
    shown = danas.post(path, {"proposed": THANKS}, follow=True)
    assert "Sam, thank you for telling me. Dana" in body(shown)
    assert Message.objects.get().words == "Sam, thank you for telling me. Dana"


def test_a_thank_you_goes_out_once_and_carries_no_link(danas, sams_answer, sunday, settings):
    settings.PUBLIC_URL = "https://ask.lakeside.example"
    sent = write(danas, sams_answer.loss, THANKS, name="thanks", do="sms")
    assert "ask.lakeside" not in body(danas.get(sent.url)).partition('href="sms:')[2].partition('"')[0]
    danas.post(reverse("went_out", args=[Message.objects.get().pk]))
    assert danas.get(reverse("thanks", args=[sams_answer.loss_id])).url == sent.url
    assert write(danas, sams_answer.loss, THANKS, name="thanks", do="sms").status_code == 422
    assert HandOff.objects.count() == 1


def test_not_even_a_thank_you_goes_out_at_night(danas, sams_answer):
    with time_machine.travel("2026-06-15T03:00:00Z", tick=True):  # 22:00 on Sunday
        page = write(danas, sams_answer.loss, THANKS, name="thanks", do="sms")
        assert page.status_code == 422
        assert "It waits until Monday 08:00" in body(page)
        assert "Keep it until" in body(page)


def test_a_thank_you_that_sells_does_not_go_out(danas, sams_answer, sunday):
    page = write(
        danas, sams_answer.loss, "Sam, thank you. I can give you a better price, come by. Dana", name="thanks", do="sms"
    )
    assert page.status_code == 422
    assert not HandOff.objects.exists()


def test_without_their_key_there_is_no_answer_to_write(danas, sams_answer, sunday):
    path = reverse("answer_back", args=[sams_answer.loss_id])
    assert danas.get(path).status_code == 422
    assert write(danas, sams_answer.loss, THANKS, name="answer_back", do="sms").status_code == 422
    assert not Message.objects.exists()


def test_with_their_key_one_answer_goes_out(danas, sams_answer, sunday):
    outbox.turn_key(sams_answer.loss)
    words = "Sam, thank you for telling me. The warranty is inside the price, and I never made that plain. Does that change anything? Dana at Lakeside RV"
    sent = write(danas, sams_answer.loss, words, name="answer_back", do="sms")
    assert sent.status_code == 303
    assert Message.objects.get().kind == Message.Kind.ANSWER


def test_a_key_taken_back_closes_the_page_in_front_of_ones_eyes(danas, sams_answer, sunday):
    outbox.turn_key(sams_answer.loss)
    write(danas, sams_answer.loss, THANKS, name="answer_back")
    message = Message.objects.get()
    outbox.take_key_back(sams_answer.loss)
    assert danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms"}).status_code == 422
    assert not HandOff.objects.exists()


def test_nothing_to_thank_for_before_they_answered(danas, saturdays_no, sunday):
    assert danas.get(reverse("thanks", args=[saturdays_no.pk])).status_code == 422


def test_words_meant_for_the_manager_are_the_managers_to_thank_for(danas, sams_answer, sunday):
    sams_answer.reader = Answer.Reader.MANAGER
    sams_answer.save()
    page = danas.get(reverse("thanks", args=[sams_answer.loss_id]))
    assert page.status_code == 422
    assert "somebody else" in body(page)


def test_two_people_do_not_both_say_thank_you(danas, sams_answer, sunday, maria, signed_in_as):
    write(danas, sams_answer.loss, THANKS, name="thanks")
    sams_answer.opened_at = sams_answer.first_sent_at
    sams_answer.save()
    page = write(signed_in_as(maria), sams_answer.loss, "Sam, thank you. Maria", name="thanks", do="sms")
    assert page.status_code == 422
    assert Message.objects.get().words == THANKS


def test_the_verbs_refuse_what_no_page_offers(saturdays_no, sunday, dana: User):
    with pytest.raises(Refusal, match="no words"):
        handing.keep(saturdays_no, kind="ask", by=dana, role="rep", channel="sms", words=" ")
    with pytest.raises(Refusal, match="how it goes out"):
        handing.keep(saturdays_no, kind="ask", by=dana, role="rep", channel="fax", words=HONEST)


def test_the_first_text_we_offer_fits_with_the_link_in_it(danas, saturdays_no, sunday, settings):
    settings.PUBLIC_URL = "https://ask.lakeside-rv.example"
    sheet = danas.get(f"{reverse('ask', args=[saturdays_no.pk])}?channel=sms").context["sheet"]
    assert sheet.linked
    assert sheet.length <= composing.LONGEST_TEXT
    assert sheet.must == 0


class TestSomebodyLeftWhoWasAtIt:
    """Ben takes Dana's deals over. Her drafts hold nobody up; what is on her phone may have gone out."""

    @pytest.fixture
    def answered_no(self, saturdays_no, sunday, dana):
        ask = asking.asked_in_person(saturdays_no, by=dana)
        answer = send(ask, words="The warranty broke it.", submission="1", heard="page")
        add_the_rest(answer, closest=[], wants_answer=True)
        return Loss.objects.get(pk=saturdays_no.pk)

    def dana_leaves(self, loss, dana, ben, olga):
        leave(dana, loss.deal.store, to=ben, by=olga)

    def keep(self, loss, by, kind="answer"):
        words = f"Hi Sam, {by.first_name} at Lakeside RV. You asked: the warranty is included."
        return handing.keep(loss, kind=kind, by=by, role="rep", channel="copy", words=words)

    def test_a_buyer_who_wants_an_answer_is_not_left_waiting_for_her_draft(self, answered_no, dana, ben, olga):
        self.keep(answered_no, dana)
        with pytest.raises(Refusal, match="Dana has this in hand"):
            self.keep(answered_no, ben)
        self.dana_leaves(answered_no, dana, ben, olga)
        kept = self.keep(Loss.objects.get(pk=answered_no.pk), ben)
        assert (kept.by, kept.state) == (ben, Message.State.WAITING)
        assert Message.objects.get(by=dana).state == Message.State.DROPPED

    def test_but_what_may_have_gone_out_is_not_sent_again(self, answered_no, dana, ben, olga):
        outbox.hand_off(self.keep(answered_no, dana), by=dana, channel="copy")
        self.dana_leaves(answered_no, dana, ben, olga)
        with pytest.raises(Refusal, match="Dana has this in hand"):
            self.keep(Loss.objects.get(pk=answered_no.pk), ben)

    def test_nor_is_the_question(self, saturdays_no, sunday, dana, ben, olga, signed_in_as):
        write(signed_in_as(dana), saturdays_no, do="sms")
        self.dana_leaves(saturdays_no, dana, ben, olga)
        refused = write(signed_in_as(ben), saturdays_no, HONEST.replace("Dana", "Ben"), do="sms")
        assert refused.status_code == 422
        assert Message.objects.get().state == Message.State.HANDED, "it waits for somebody to say whether it went out"

    def test_a_question_that_was_only_written_makes_room(self, saturdays_no, sunday, dana, ben, olga, signed_in_as):
        write(signed_in_as(dana), saturdays_no)
        self.dana_leaves(saturdays_no, dana, ben, olga)
        write(signed_in_as(ben), saturdays_no, HONEST.replace("Dana", "Ben"), do="sms")
        assert {(m.by.first_name, m.state) for m in Message.objects.all()} == {("Dana", "dropped"), ("Ben", "handed")}

    @pytest.mark.parametrize(("says", "then", "on_to"), [("went_out", "out", "next"), ("not_yet", "waiting", "front")])
    def test_whoever_had_it_on_the_phone_still_says_whether_it_went_out(
        self, saturdays_no, sunday, dana, ben, maria, signed_in_as, says, then, on_to
    ):
        danas = signed_in_as(dana)
        write(danas, saturdays_no, do="sms")
        sharing.hand_over(saturdays_no.deal, to=ben, by=maria)
        message = Message.objects.get()
        assert danas.get(reverse("message", args=[message.pk])).status_code == 404
        assert danas.post(reverse(says, args=[message.pk]))["Location"] == reverse(on_to)
        message.refresh_from_db()
        assert message.state == then
        assert danas.post(reverse("hand_off", args=[message.pk]), {"channel": "sms", "again": "1"}).status_code == 404
