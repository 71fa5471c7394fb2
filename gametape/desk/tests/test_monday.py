"""Monday: first the words, then who could use a second voice, then counts, then rates where n allows; never a person."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking, calling_for
from gametape.ask.models import Answer, Ask
from gametape.common.clock import now, played_at
from gametape.common.counting import Funnel
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal, undo, win
from gametape.deals.models import Deal, Loss
from gametape.deals.vocabulary import MASK
from gametape.desk.monday import LAST_DAY, counts_of, losses_of, second_voices
from gametape.desk.rates import agreed, by_channel
from gametape.people.consent import they_said_stop
from gametape.people.models import AccessLog, Alert, Buyer, Membership, Role
from gametape.reasons import finding
from tests.frame.browser import Screen
from tests.frame.cast import works_at

MONDAY = "2026-06-15T14:00:00Z"  # 9:00 at Lakeside RV
NAMES = iter(range(10**6))
NONE = Funnel(0, 0, 0, 0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def a_no(clock, lakeside, dana):
    def lost(name="Sam", *, ago=timedelta(days=3), store=None, by=None, chip="price", addressed=True, asked=""):
        n = next(NAMES)
        at = now() - ago
        with played_at(at):
            deal = add_deal(
                store or lakeside, by or dana, first_name=name, unit="Cedar 24",
                phone=f"+1507555{n:04d}" if addressed else "", email=f"b{n}@mail.example" if addressed else "",
            )  # fmt: skip
            loss = lose(deal, where=Loss.Where.DROVE_OFF, chip=chip, by=by or dana)
            seal(loss.own_call, sure="good")
        if asked:
            with played_at(at + timedelta(minutes=2)):
                asking.asked_in_person(loss, by=by or dana, channel=asked)
        return loss

    return lost


@pytest.fixture
def answered(a_no):
    """`answered("words", ago=timedelta(days=2), reader="rep")`: a no-sale that was asked about and answered."""

    def answer(
        words="It was two feet too long.", *, name="Sam", ago=timedelta(days=2), wants=False, loss=None, **columns
    ):
        loss = loss or a_no(name, ago=ago + timedelta(hours=3), asked="person")
        with played_at(now() - ago):
            made = answering.send(loss.asks.get(), words=words, submission=f"s{loss.pk}", heard="page")
            if wants:
                answering.add_the_rest(made, closest=[], wants_answer=True)
        Answer.objects.filter(pk=made.pk).update(**columns)
        made.refresh_from_db()
        return made

    return answer


@pytest.fixture
def monday(clock, signed_in_as, maria):
    return lambda who=maria, **query: signed_in_as(who).get(reverse("monday"), query)


def text_of(response):
    return response.content.decode()


class TestTheWords:
    def test_they_stand_before_any_number(self, monday, answered):
        answered("The warranty on top broke it.")
        page = text_of(monday())
        assert page.index("1 buyer answered.") < page.index("The warranty on top broke it.")
        assert page.index("The warranty on top broke it.") < page.index("second voice") < page.index('class="counts"')
        assert page.index('class="counts"') < page.index('class="rates"')

    def test_without_any_it_says_so_kindly(self, monday):
        page = text_of(monday())
        assert "No buyer answered these two weeks." in page
        assert "their words stand here first, before any number" in page

    def test_of_the_first_day_only_what_the_rep_has_opened(self, monday, answered):
        answered("Not opened yet", ago=timedelta(hours=5))
        answered("Opened already", ago=timedelta(hours=5), opened_at=now())
        answered("Nobody was kind to us", ago=timedelta(hours=5), urgent=True)
        answered("Only for you", ago=timedelta(hours=5), reader="manager")
        page = text_of(monday())
        assert "Not opened yet" not in page
        for words in ("Opened already", "Nobody was kind to us", "Only for you"):
            assert words in page
        assert "For you alone, the buyer asked." in page

    def test_some_that_may_not_be_read_yet_take_no_place_from_those_that_may(self, monday, answered):
        answered("From last week", ago=timedelta(days=6))
        for n in range(35):
            answered(f"Not yet {n}", ago=timedelta(hours=5, minutes=n))
        page = text_of(monday())
        assert "From last week" in page
        assert "Not yet" not in page

    def test_what_was_held_is_the_mask_with_nothing_to_open(self, monday, answered):
        answered("The bank said no.", name="Roy", held_for="credit")
        deal = answered("My back gave out.", name="Ann", held_for="private").loss.deal
        Deal.objects.filter(pk=deal.pk).update(unit="Harbor 31")
        page = text_of(monday())
        assert "Harbor 31" not in page, (
            "a unit beside it would tell which deals are held, and so which spoke to the store"
        )
        assert page.count(f"<p>{MASK}</p>") == 2
        for secret in ("bank", "back gave out", "Roy", "Ann"):
            assert secret not in page

    def test_words_to_the_store_come_without_name_unit_and_hour_and_after_the_dated_ones(self, monday, answered):
        answered("To the store", name="Ines", reader="store", ago=timedelta(days=2))
        answered("Also to the store", reader="store", ago=timedelta(days=3))
        answered("Older and dated", name="Walt", ago=timedelta(days=5))
        assert "o the store" not in text_of(monday()), "two deals behind a mask, two texts: it is soon told whose"
        answered("The bank said no.", held_for="credit", ago=timedelta(days=4))
        page = text_of(monday())
        nameless = page[page.index("Older and dated") :]
        assert "To the store" in nameless, "a place among dated ones would tell the day"
        assert "Ines" not in page
        assert "Lately" in nameless

    def test_they_are_not_there_in_their_first_day(self, monday, answered):
        answered("To the store", reader="store", ago=timedelta(hours=20))
        assert "To the store" not in text_of(monday())

    def test_older_than_two_weeks_they_are_on_their_deals(self, monday, answered):
        answered("Long ago", ago=timedelta(days=15))
        assert "Long ago" not in text_of(monday())

    def test_a_key_is_named_and_that_it_was_answered(self, monday, answered):
        answered(wants=True, ago=timedelta(hours=30))
        assert "Wants an answer, once." in text_of(monday())

    def test_so_many_that_the_page_stops_counting(self, monday, answered):
        for n in range(32):
            answered(f"Words {n}", ago=timedelta(days=2, minutes=n))
        page = text_of(monday())
        assert "Here is what buyers said lately." in page
        assert "buyers answered" not in page

    def test_hostile_words_are_words(self, monday, answered):
        answered("<script>alert(1)</script>", name="<b>Bold</b>")
        page = text_of(monday())
        assert "<script>alert" not in page
        assert "<b>Bold" not in page


class TestEveryLookIsWrittenDown:
    def test_once_an_hour_however_often_the_page_looks_by_itself(self, monday, answered, clock):
        answered()
        for _ in range(10):
            monday()
            clock.shift(timedelta(seconds=30))
        assert AccessLog.objects.count() == 1
        clock.shift(timedelta(hours=1))
        monday()
        assert AccessLog.objects.count() == 2

    def test_each_buyer_for_the_rep_it_is_about(self, monday, answered, a_no, signed_in_as, dana, ben):
        answered(name="Sam")
        answered(name="Lena", loss=a_no("Lena", by=ben, asked="person"))
        monday()
        assert "Maria Keller opened their buyer’s words, Sam" in text_of(signed_in_as(dana).get(reverse("me")))
        bens = text_of(signed_in_as(ben).get(reverse("me")))
        assert "their buyer’s words, Lena" in bens
        assert "Sam" not in bens

    def test_what_the_buyer_kept_from_the_rep_is_written_down_where_the_rep_does_not_see_it(
        self, monday, answered, dana
    ):
        answered(reader="manager")
        answered(reader="store")
        answered(held_for="credit")
        answered(held_for="private")
        monday()
        assert sorted(AccessLog.objects.values_list("what", "whose")) == [
            ("a buyer’s words, without names", None),
            ("their buyer’s words", None),
        ]

    def test_a_mask_is_no_look(self, monday, answered):
        answered(held_for="credit")
        monday()
        assert not AccessLog.objects.exists()

    def test_what_an_admin_reads_without_names_is_written_down_too(self, answered, signed_in_as, ada, olga):
        answered("The towing question")
        for who in (ada, olga):
            for _ in range(3):
                page = text_of(signed_in_as(who).get(reverse("said")))
                assert "The towing question" in page
                assert "Sam" not in page
                assert "Cedar" not in page
        assert AccessLog.objects.count() == 2

    def test_an_admin_reads_nothing_limited_or_held_or_of_today(self, answered, signed_in_as, ada):
        answered("For the manager", reader="manager")
        answered("Held words", held_for="private")
        answered("Of today", ago=timedelta(hours=4))
        assert "Nothing yet." in text_of(signed_in_as(ada).get(reverse("said")))


class TestSecondVoices:
    def test_asked_once_in_vain_and_the_words_are_ready(self, monday, a_no):
        loss = a_no("Tess", asked="person")
        page = text_of(monday())
        assert "One could use a second voice" in page
        assert "no answer." in page
        assert reverse("ask", args=[loss.pk]) in page

    def test_left_to_another(self, monday, a_no, dana):
        loss = a_no("Tess")
        asking.leave_to_another(loss, by=dana)
        page = text_of(monday())
        assert "not asked yet; somebody else should." in page
        assert "Tess" in page

    @pytest.mark.parametrize(
        "why", ["answered", "reminded", "stopped", "complained", "no address", "came back", "junk"]
    )
    def test_not_those_whom_nobody_asks_any_more(self, monday, a_no, answered, dana, why):
        loss = a_no("Tess", asked="person", addressed=why != "no address")
        if why == "answered":
            answered(loss=loss)
        if why == "reminded":
            Ask.objects.create(
                loss=loss, kind="reminder", asked_at=now(), closes_at=now(), asker_role="manager", window="W2"
            )
        if why == "stopped":
            they_said_stop(loss.deal.buyer, heard_on="page")
        if why == "complained":
            Buyer.objects.update(condition="complaint", condition_at=now())
        if why == "came back":
            win(loss.deal, by=dana)
        if why == "junk":
            Deal.objects.update(left_out="test lead")
        assert "Nobody needs a second voice now" in text_of(monday())

    def test_whose_time_runs_out_first_stands_first_and_many_new_ones_hide_nobody(self, monday, a_no):
        a_no("Eldest", ago=timedelta(days=3), asked="person")
        for n in range(20):
            a_no(f"New {n}", ago=timedelta(days=2, minutes=n), asked="person")
        assert str(monday().context["second"][0].loss.deal.buyer) == "Eldest"

    def test_nor_do_many_old_ones(self, monday, a_no):
        for n in range(20):
            a_no(f"Old {n}", ago=timedelta(days=20, minutes=n), asked="person")
        a_no("Tess", asked="person")
        assert [str(one.loss.deal.buyer) for one in monday().context["second"]] == ["Tess"]

    def test_it_cuts_off_nobody_whom_the_plan_would_still_let_one_ask(self, a_no, maria, nia, viewer_of, lakeside):
        """The list's own bound on days against the plan, day by day, for both voices and both kinds of store."""
        loss = a_no("Tess", ago=timedelta(days=1), asked="person")
        for kind in ("retail", "b2b"):
            lakeside.kind = kind
            lakeside.save()
            for who, role in ((maria, Role.MANAGER), (nia, Role.NEUTRAL)):
                last = LAST_DAY[kind, role.value]
                for day in range(last + 1, last + 12):
                    with time_machine.travel(loss.at + timedelta(days=day), tick=False):
                        fresh = Loss.objects.select_related("deal__store", "deal__buyer").get(pk=loss.pk)
                        assert not asking.plan_for(fresh, asking=role).may, f"{kind}, {role}, day {day}"
                        assert second_voices(viewer_of(who)) == []


class TestCounts:
    def test_against_rows_made_by_hand(self, clock, a_no, answered, lakeside, hilltop, rita, dana):
        a_no("Could be asked")
        a_no("Asked", asked="person")
        answered(name="Answered")
        answered(name="Wanted", wants=True)
        bought = answered(name="Bought", wants=True)
        win(bought.loss.deal, by=dana)
        a_no("No address", addressed=False)
        a_no("Asked without address", addressed=False, asked="door")
        nobody = a_no("No buyer at all", addressed=False)
        Deal.objects.filter(pk=nobody.deal_id).update(buyer=None)
        they_said_stop(a_no("Stopped").deal.buyer, heard_on="page")
        both = a_no("Stopped and without address", addressed=False)
        Buyer.objects.filter(pk=both.deal.buyer_id).update(stopped_at=now())
        Buyer.objects.filter(pk=a_no("Private").deal.buyer_id).update(condition="private")
        Loss.objects.filter(pk=a_no("Would rather not").pk).update(unasked="too_hard")
        undo(a_no("Mis-tap"), by=dana)
        Deal.objects.filter(pk=a_no("Junk").deal_id).update(left_out="test lead")
        a_no("Too long ago", ago=timedelta(days=100))
        a_no("Elsewhere", store=hilltop, by=rita)
        found = counts_of(lakeside)
        assert (found.lost, found.askable, found.asked, found.answered) == (12, 6, 5, 3)
        assert (found.wanted, found.bought, found.silent, found.junk) == (2, 1, 2, 1)
        assert (found.no_address, found.stopped_or_private) == (2, 4)
        assert found.lost - found.askable == found.no_address + found.stopped_or_private

    def test_one_who_gave_no_reason_is_asked_and_not_answered(self, answered, lakeside):
        answered("no thanks")
        found = counts_of(lakeside)
        assert (found.asked, found.answered, found.silent) == (1, 0, 1)

    def test_they_stand_on_the_page_as_they_are(self, monday, a_no, answered):
        a_no("Asked", asked="person")
        answered()
        page = text_of(monday())
        assert re.findall(r"<dd>(\d+)</dd>", page) == ["2", "2", "2", "1"]

    def test_an_empty_store_is_a_page(self, monday):
        assert re.findall(r"<dd>(\d+)</dd>", text_of(monday())) == ["0", "0", "0", "0"]


class TestRates:
    def test_below_ten_there_is_no_figure(self, monday, a_no):
        for n in range(9):
            a_no(f"Buyer {n}", asked="person")
        page = text_of(monday())
        assert page.count("Too few to say.") == 5
        assert "<circle" not in page

    def test_from_ten_on_a_dot_its_interval_and_its_counts(self, monday, a_no, answered):
        for n in range(7):
            a_no(f"Asked {n}", asked="person")
        for n in range(3):
            answered(name=f"Answered {n}")
        page = text_of(monday())
        assert "30% answered" in page
        assert "3 of 10" in page
        assert page.count("<circle") == 3, "asked, answered, face to face"
        assert "Of all asked, only those who answered speak here." in page

    def test_by_channel_of_the_first_question(self, a_no, answered, lakeside):
        for channel in ("person", "door", "person", "phone"):
            a_no(channel, asked=channel)
        answered()
        assert by_channel(losses_of(lakeside)) == [("… face to face", 1, 4), ("… by phone", 0, 1)]

    def test_where_they_are_enough_the_page_says_how_often_calls_and_words_part(
        self, monday, answered, a_no, lakeside, dana
    ):
        reps = [dana, *(works_at(lakeside, f"Rep{n} X", Role.REP) for n in range(4))]
        self.pairs(answered, a_no, reps, 20)
        self.pairs(answered, a_no, reps, 10, leaf="UND.UNCLEAR_OFFER")
        page = text_of(monday())
        for said in (
            "33% of buyers named another reason than the call",
            "33% called “Price”, heard “Something I did or missed”",
            "10 of 30, 19 to 51%",
            "Agreement beyond chance",
            "0.00, 0.00 to 0.00, from 30 pairs",
            "+33 points",
        ):
            assert said in page, said
        for rep in reps:
            assert rep.name not in page

    def pairs(self, answered, a_no, reps, many, leaf="PRI.CHEAPER_SAME"):
        for n in range(many):
            made = answered("Too expensive for us.", loss=a_no(f"Buyer {n}", by=reps[n % len(reps)], asked="person"))
            words = made.versions.get()
            other = finding.Finding(
                loss=made.loss, words=words, leaf="UND.UNCLEAR_OFFER", start=0, end=3, quote="Too", reader="person"
            )
            other.save()
            finding.pick(made, leaf=leaf, quote="Too expensive", by=reps[0])

    def test_calls_and_words_are_compared_from_thirty_pairs_on_over_the_confirmed_leaf_alone(
        self, clock, answered, a_no, lakeside, dana
    ):
        reps = [dana, *(works_at(lakeside, f"Rep{n} X", Role.REP) for n in range(4))]
        self.pairs(answered, a_no, reps, 29)
        assert "from 30 pairs on" in str(agreed(losses_of(lakeside), NONE))
        self.pairs(answered, a_no, reps, 1)
        assert "Too few" not in str(agreed(losses_of(lakeside), NONE))

    def test_and_not_at_all_where_fewer_than_five_reps_stand_behind_it(
        self, clock, answered, a_no, lakeside, dana, ben
    ):
        self.pairs(answered, a_no, [dana, ben], 31)
        said = str(agreed(losses_of(lakeside), NONE))
        assert said == "Too few to say. We show a figure from 5 people on."


class TestWhoAndWhere:
    def test_several_stores_are_pages_of_their_own(self, monday, answered, a_no, hilltop, rita, maria):
        Membership.objects.create(user=maria, store=hilltop, role=Role.MANAGER)
        answered("Lakeside words")
        answered("Hilltop words", loss=a_no("Ann", store=hilltop, by=rita, asked="person"))
        first, second = text_of(monday()), text_of(monday(store=hilltop.pk))
        assert "Lakeside words" in first
        assert "Hilltop words" not in first
        assert f"?store={hilltop.pk}" in first
        assert "Hilltop words" in second
        assert "Lakeside words" not in second

    @pytest.mark.parametrize("given", ["999999", "-1", "x", "", "9" * 40, "²", "1 OR 1=1"])
    def test_a_store_that_is_not_theirs_is_none(self, monday, hilltop, given):
        assert monday(store=hilltop.pk).status_code == 404
        assert monday(store=given).status_code in (200, 404)

    def test_two_minutes_please_stands_first_until_it_was_seen(self, monday, a_no, dana, signed_in_as, maria):
        loss = a_no("Sam", ago=timedelta(minutes=3))
        calling_for.a_manager(loss, by=dana)
        page = text_of(monday())
        assert page.index("Dana has Sam, Cedar 24 still here. Two minutes, please.") < page.index("<h1>")
        assert reverse("deal", args=[loss.deal_id]) in page
        seen = signed_in_as(maria).post(reverse("alert_seen", args=[Alert.objects.get(to=maria).pk]))
        assert seen.status_code == 303
        assert "Two minutes, please." not in text_of(monday())

    def test_nobody_marks_another_s_as_seen(self, a_no, dana, maria, signed_in_as, lakeside):
        calling_for.a_manager(a_no("Sam", ago=timedelta(minutes=3)), by=dana)
        other = works_at(lakeside, "Theo Marsh", Role.MANAGER)
        assert signed_in_as(other).post(reverse("alert_seen", args=[Alert.objects.get().pk])).status_code == 404

    def test_the_pledge_stands_beside_the_words(self, monday):
        page = text_of(monday())
        assert "It is not used for pay, discipline or ranking." in page
        assert "You accepted it, Today." in page

    def test_three_times_as_much_costs_the_same_queries(self, monday, answered, a_no):
        def queries():
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as a database does by itself once rows are committed, which these never are
            with CaptureQueriesContext(connection) as caught:
                monday()
            return len(caught)

        def some(many):
            for n in range(many):
                answered(f"Words {n}", ago=timedelta(days=2, minutes=n))
                a_no(f"Silent {n}", asked="person", ago=timedelta(days=3, minutes=n))

        some(30)
        monday()
        few = queries()
        some(60)
        monday()
        assert queries() <= few
        assert few <= 190


class Tables(HTMLParser):
    """Rows of tables and of lists of terms, as lists of what stands in their cells."""

    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag in ("tr", "dl"):
            self.rows.append([])
        if tag in ("td", "th", "dt", "dd"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th", "dt", "dd") and self.cell is not None and self.rows:
            self.rows[-1].append(self.cell.strip())
            self.cell = None


def test_no_row_of_any_table_is_a_person(monday, answered, a_no, dana, ben, maria):
    for n in range(12):
        answered(name=f"Buyer {n}", loss=a_no(f"Buyer {n}", by=[dana, ben][n % 2], asked="person"))
    tables = Tables()
    tables.feed(text_of(monday()))
    assert len(tables.rows) > 4
    told = " ".join(cell for row in tables.rows for cell in row)
    for person in (dana, ben, maria):
        assert person.first_name not in told
        assert person.name not in told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", [Screen()], indirect=True, ids=str)
def test_two_minutes_please_comes_by_itself(page, sign_in, axe, lakeside, dana, maria, ada):
    """Within a minute without a tap; the test makes the clock of the page go quicker."""
    deal = add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+15075550142")
    loss = lose(deal, where=Loss.Where.HERE, chip="price", by=dana)
    sign_in(page, maria)
    page.clock.install()
    page.goto(reverse("monday"))
    assert page.get_by_text("Two minutes, please.").count() == 0
    calling_for.a_manager(loss, by=dana)
    page.clock.fast_forward(31_000)
    page.get_by_text("Two minutes, please.").wait_for(timeout=10_000)
    axe()
    page.get_by_role("button", name="Seen").click()
    page.wait_for_load_state()
    assert page.get_by_text("Two minutes, please.").count() == 0
