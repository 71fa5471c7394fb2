"""The line in the product: what it is made of, when it is made, what is shown of it and to whom, and what never."""

import argparse
import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import asking
from gametape.common.clock import now
from gametape.common.forgetting import TABLES
from gametape.deals.adding import add_deal, note_moment
from gametape.deals.losing import lose, reopen, seal, undo, win
from gametape.deals.models import Deal, Loss, Moment
from gametape.desk.today import things_for
from gametape.people.may import Viewer
from gametape.privacy.showing import is_somebodys
from gametape.win_probability import command, gathering, refitting
from gametape.win_probability.model import Model
from gametape.win_probability.models import Curve, FittedModel, Place, Refit, Surprise

pytestmark = pytest.mark.django_db


def gathered(deal):
    return next(gathering.gathered([Deal.objects.get(pk=deal.pk)], deal.store))


def command_line(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(words)), io.StringIO(), io.StringIO())


class TestWhatItIsMadeOf:
    def test_moments_before_the_no_and_nothing_after(self, sams_deal, dana):
        note_moment(sams_deal, kind="figures", by=dana)
        lose(sams_deal, where="here", chip="price", by=dana)
        before = gathered(sams_deal).case
        note_moment(sams_deal, kind="call", words="They rang back", by=dana, at=now() + timedelta(hours=1))
        after = gathered(sams_deal).case
        assert [step.activity for step in after.steps] == ["visit", "figures"]
        assert after == before
        assert after.outcome is False

    def test_nor_what_was_written_down_after_it_whatever_hour_it_was_given(self, sams_deal, dana):
        loss = lose(sams_deal, where="here", chip="price", by=dana)
        note_moment(sams_deal, kind="figures", by=dana, at=loss.at - timedelta(hours=1))
        assert [step.activity for step in gathered(sams_deal).case.steps] == ["visit"]

    def test_a_mis_tap_ends_nothing(self, sams_deal, dana):
        undo(lose(sams_deal, where="here", chip="price", by=dana), by=dana)
        note_moment(sams_deal, kind="figures", by=dana)
        case = gathered(sams_deal).case
        assert case.outcome is None
        assert [step.activity for step in case.steps] == ["visit", "figures"]

    def test_a_be_back_that_bought_ended_at_its_first_no(self, sams_no, dana):
        reopen(sams_no.deal, by=dana)
        win(sams_no.deal, by=dana)
        assert gathered(sams_no.deal).case.outcome is False

    def test_no_person_no_name_and_no_words(self, sams_deal, dana, ben):
        note_moment(sams_deal, kind="note", words="Sam Reyes, 54301", by=dana)
        here = gathered(sams_deal)
        Deal.objects.filter(pk=sams_deal.pk).update(owner=ben)
        there = gathered(sams_deal)
        assert here.case == there.case
        assert all(step.resource == "" and step.activity in Moment.Kind.values for step in here.case.steps)
        assert set(here.case.attributes) == {"amount"}

    def test_the_amount_only_where_it_was_known_at_the_opening(self, sams_deal):
        assert gathered(sams_deal).case.attributes == {"amount": 38_900}
        Deal.objects.filter(pk=sams_deal.pk).update(source="csv")
        assert gathered(sams_deal).case.attributes == {"amount": None}


class TestTheWorker:
    def test_a_store_is_fitted_once_and_again_when_enough_closed(self, lakeside, dana, fitted):
        assert refitting.refit(lakeside) is None
        from_then = FittedModel.objects.count()
        for nth in range(13):
            deal = add_deal(lakeside, dana, first_name=f"B{nth}", unit="Cedar")
            win(deal, by=dana)
        assert refitting.refit(lakeside) is not None
        assert FittedModel.objects.count() == from_then + 1

    def test_who_is_at_it_is_not_disturbed_and_who_died_is_followed(self, lakeside, closed_deals):
        Refit.objects.create(store=lakeside, claimed_until=now() + timedelta(minutes=1))
        assert refitting.refit(lakeside) is None
        Refit.objects.update(claimed_until=now() - timedelta(seconds=1))
        assert refitting.refit(lakeside) is not None

    def test_all_won_is_nothing_to_learn_from(self, lakeside, dana):
        for nth in range(6):
            win(add_deal(lakeside, dana, first_name=f"B{nth}", unit="Cedar"), by=dana)
        assert refitting.refit(lakeside) is None
        assert not FittedModel.objects.exists()

    def test_every_closed_deal_has_the_line_of_a_model_that_did_not_see_it(self, fitted, closed_deals):
        curves = Curve.objects.filter(deal__in=closed_deals)
        assert curves.count() == len(closed_deals)
        assert all(curve.out_of_fold and curve.model == fitted for curve in curves)
        assert refitting.draw_a_little() == 0

    def test_the_line_of_an_open_deal_follows_what_happens(self, lakeside, dana, fitted):
        deal = add_deal(lakeside, dana, first_name="Sam", unit="Cedar", at=now() - timedelta(days=3))
        note_moment(deal, kind="call", by=dana, at=now() - timedelta(days=2))
        refitting.draw_a_little()
        assert Curve.objects.get(deal=deal).points == [], "two moments are too few"
        note_moment(deal, kind="figures", by=dana)
        assert refitting.draw_a_little() == 1
        assert [row[2] for row in Curve.objects.get(deal=deal).points if row[2]] == list(
            deal.moments.order_by("at", "pk").values_list("pk", flat=True)
        )

    def test_a_quiet_day_is_a_day_of_the_line(self, lakeside, dana, fitted):
        deal = add_deal(lakeside, dana, first_name="Sam", unit="Cedar")
        for kind in ("call", "figures"):
            note_moment(deal, kind=kind, by=dana)
        refitting.draw_a_little()
        before = len(Curve.objects.get(deal=deal).points)
        with time_machine.travel(now() + timedelta(days=2), tick=False):
            refitting.draw_a_little()
        assert len(Curve.objects.get(deal=deal).points) == before + 2

    def test_what_an_import_closed_is_drawn_to_its_end(self, lakeside, dana, fitted):
        deal = add_deal(lakeside, dana, first_name="Sam", unit="Cedar")
        for kind in ("call", "figures"):
            note_moment(deal, kind=kind, by=dana)
        refitting.draw_a_little()
        Deal.objects.filter(pk=deal.pk).update(state="lost")  # as an import does: nobody touched it
        assert refitting.draw_a_little() == 1
        assert Curve.objects.get(deal=deal).state == "lost"

    def test_a_line_left_behind_far_down_is_found_as_the_rounds_come_to_it(self, fitted, closed_deals, monkeypatch):
        monkeypatch.setattr(refitting, "NEWEST", 2)
        monkeypatch.setattr(refitting, "STRETCH", 25)
        left = [closed_deals[3].pk, closed_deals[-1].pk]
        Deal.objects.filter(pk__in=left).update(touched_at=now() + timedelta(minutes=1))
        with time_machine.travel(now() + timedelta(minutes=2), tick=False):
            drawn = [refitting.draw_a_little() for _ in range(2 * (120 // 25 + 3))]
            assert sum(drawn) == 2
            assert not Deal.objects.filter(curve__made_at__lt=now(), pk__in=left).exists()

    def test_a_round_stops_where_it_has_enough_and_the_next_goes_on_there(self, fitted, closed_deals, monkeypatch):
        monkeypatch.setattr(refitting, "NEWEST", 1)
        monkeypatch.setattr(refitting, "A_LITTLE", 20)
        Curve.objects.all().delete()
        rounds = [refitting.draw_a_little() for _ in range(12)]
        assert sum(rounds) == len(closed_deals) == Curve.objects.count()
        assert max(rounds) == 20

    def test_it_ends_at_the_no_whatever_comes_later(self, fitted, closed_deals):
        lost = next(deal for deal in closed_deals if deal.state == "lost")
        note_moment(lost, kind="call", by=lost.owner)
        refitting.draw_a_little()
        assert Curve.objects.get(deal=lost).points[-1][0] <= lost.losses.get().at.isoformat()


def test_the_line_is_what_the_command_says_of_the_same_moments(tmp_path, lakeside, fitted, closed_deals):
    """Imported deals, too, are moments in the same table; the model is the same JSON."""
    Deal.objects.filter(pk__in=[deal.pk for deal in closed_deals[:40]]).update(source="csv")
    fitted.delete()
    Refit.objects.all().delete()
    fitted = refitting.refit(lakeside)
    while refitting.draw_a_little():
        pass
    Model.from_json(fitted.model).save(tmp_path)
    with (tmp_path / "events.csv").open("w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["case", "at", "activity", "amount"])
        for one in gathering.of_a_store(lakeside):
            for step in one.case.steps:
                sheet.writerow([one.case.id, step.at.isoformat(), step.activity, one.case.attributes["amount"] or ""])
    out = tmp_path / "scores.csv"
    words = ["score", str(tmp_path / "events.csv"), "--model", str(tmp_path), "--out", str(out)]
    columns = ["--case", "case", "--at", "at", "--activity", "activity", "--attributes", "amount"]
    assert command_line(*words, *columns) == 0
    with out.open() as file:
        said = {(row["case"], int(row["n"])): row for row in csv.DictReader(file)}
    compared = 0
    for curve in Curve.objects.exclude(points=[]):
        for _at, n, moment, *chances in curve.points:
            if moment is not None:
                row = said[str(curve.deal_id), n]
                assert [float(row[name]) for name in ("probability", "low", "high")] == pytest.approx(chances, abs=2e-6)
                compared += 1
    assert compared > 400


@pytest.fixture
def lost(closed_deals, fitted):
    """A lost deal with a line that has a turn."""
    curve = next(c for c in Curve.objects.filter(deal__state="lost") if c.turns)
    return curve.deal


class TestTheStory:
    @pytest.fixture
    def page(self, signed_in_as):
        return lambda deal, who: signed_in_as(who).get(reverse("deal", args=[deal.pk])).content.decode()

    def test_the_line_is_there_for_its_rep_and_the_manager(self, page, lost, dana, maria):
        for who in (dana, maria):
            told = page(lost, who)
            assert '<svg class="line"' in told
            assert "What goes together, not what caused it." in told
            assert "This deal was not among those it learned from." in told
            assert "The line stops at the no" in told

    def test_every_figure_of_the_picture_stands_beside_its_moment(self, page, lost, dana):
        told = page(lost, dana)
        log = told[told.index("The moments, in order") :]
        for _at, _n, moment, chance, *_band in lost.curve.points:
            if moment is not None:
                assert f'<p class="n">{round(100 * chance)}%</p>' in log

    def test_turns_are_named_in_words_and_numbered_in_the_picture(self, page, lost, dana):
        told, turn = page(lost, dana), lost.curve.turns[0]
        figures = f"{round(100 * turn['before'])}% to {round(100 * turn['after'])}%"
        assert re.search(rf"<h2 dir=\"auto\">[^<]+: {figures}</h2>", told)
        assert figures in told[told.index("<desc") : told.index("</desc>")]

    def test_under_a_hundred_deals_the_band_is_said_to_be_that_of_the_share(self, page, lost, dana):
        assert "nine times in ten" in page(lost, dana)
        FittedModel.objects.update(kind="base rate")
        told = page(lost, dana)
        assert "how unsure we are of the share that buys" in told
        assert "nine times in ten" not in told

    def test_hostile_words_are_words(self, page, lost, dana):
        hostile = "<script>alert(1)</script>\"'>"
        Moment.objects.filter(deal=lost).update(words=hostile)
        told = page(lost, dana)
        assert "<script>alert" not in told
        assert "&lt;script&gt;alert(1)" in told[told.index("<svg") : told.index("</figure>")]

    def test_where_the_records_do_not_tell_there_is_no_line(self, page, lost, dana):
        FittedModel.objects.update(tells=False)
        assert '<svg class="line"' not in page(lost, dana)

    def test_lists_have_a_spark(self, signed_in_as, lost, dana):
        told = signed_in_as(dana).get(reverse("deals")).content.decode()
        assert told.count('class="spark"') > 10
        assert "then the no" in told

    def test_a_colleague_and_another_store_find_no_page(self, signed_in_as, lost, ben, rita, mo):
        for who in (ben, rita, mo):
            assert signed_in_as(who).get(reverse("deal", args=[lost.pk])).status_code == 404


class TestTheModelPage:
    @pytest.fixture
    def page(self, signed_in_as):
        return lambda who: signed_in_as(who).get(reverse("chance")).content.decode()

    def test_before_the_first_fit_it_says_so(self, page, dana):
        assert "Nothing yet." in page(dana)

    def test_it_says_what_it_rests_on_how_it_did_and_what_for_it_is_not(self, page, fitted, dana):
        told = page(dana)
        assert f"120 closed deals, {fitted.n_won} of them bought" in told
        assert "These records tell something" in told
        assert "Not for pay, ranking or discipline" in told
        for one in gathering.LEFT_OUT:
            assert one["column"] in told

    def test_and_where_they_do_not_tell_it_says_that(self, page, fitted, olga):
        FittedModel.objects.update(tells=False)
        told = page(olga)
        assert "These records do not tell who buys." in told
        assert "<svg" not in told

    def test_under_a_hundred_it_is_the_share_with_its_interval(self, page, fitted, maria):
        FittedModel.objects.update(n_closed=37, n_won=9)
        told = page(maria)
        assert "37 closed deals, 9 of them bought: 24%" in told
        assert "13 to 40%" in told or "13 to 41%" in told
        assert "Fewer than 100" in told

    def test_another_store_s_is_not_there(self, signed_in_as, fitted, lakeside, rita):
        browser = signed_in_as(rita)
        assert browser.get(reverse("chance"), {"store": lakeside.pk}).status_code == 404
        assert "Nothing yet." in browser.get(reverse("chance")).content.decode()


class TestSurprise:
    @pytest.fixture
    def two_losses(self, lakeside, dana):
        """The older was nearly sold, the newer never was."""
        made = []
        for name, sure, ago in (("Nearly", "coin", 5), ("Never", "coin", 3)):
            deal = add_deal(lakeside, dana, first_name=name, unit="Cedar", phone=f"+1608555014{ago}")
            loss = lose(deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana, at=now() - timedelta(hours=ago))
            seal(loss.own_call, sure=sure)
            made.append(loss)
        Surprise.objects.create(deal=made[0].deal, best=0.9, end=0.7)
        return made

    def asked_for(self, who):
        return [t.loss for t in things_for(Viewer(who)) if t.kind == "to_ask"]

    def test_the_one_least_expected_is_asked_about_first(self, two_losses, dana):
        with time_machine.travel("2026-06-17T18:00:00Z", tick=False):
            Loss.objects.update(at=now() - timedelta(hours=3))
            assert self.asked_for(dana) == two_losses
            Surprise.objects.create(deal=two_losses[1].deal, best=0.95, end=0.2)
            assert self.asked_for(dana) == two_losses[::-1]

    def test_without_a_line_one_s_own_call_stands_in_its_place(self, two_losses, dana):
        Surprise.objects.all().delete()
        type(two_losses[1].own_call).objects.filter(pk=two_losses[1].own_call.pk).update(sure="counting")
        with time_machine.travel("2026-06-17T18:00:00Z", tick=False):
            Loss.objects.update(at=now() - timedelta(hours=3))
            assert self.asked_for(dana) == two_losses[::-1]

    def test_the_place_is_kept_as_it_was_when_the_question_was_asked(self, signed_in_as, two_losses, dana):
        with time_machine.travel("2026-06-17T18:00:00Z", tick=False):
            Loss.objects.update(at=now() - timedelta(hours=3))
            signed_in_as(dana).get(reverse("today"))
            places = {row.loss: (row.place, row.among) for row in Place.objects.filter(by=dana)}
            assert places == {two_losses[0]: (1, 2), two_losses[1]: (2, 2)}
            asking.asked_in_person(Loss.objects.get(pk=two_losses[0].pk), by=dana)
            signed_in_as(dana).get(reverse("today"))
            places = {row.loss: (row.place, row.among) for row in Place.objects.filter(by=dana)}
            assert places == {two_losses[0]: (1, 2), two_losses[1]: (1, 1)}

    def test_one_s_own_no_sales_stand_in_that_order_with_what_they_go_with(self, signed_in_as, two_losses, dana):
        told = signed_in_as(dana).get(reverse("unexpected")).content.decode()
        assert told.index("Nearly") < told.index("Never")
        assert "Your own call: Coin flip." in told
        places = {row.loss: (row.place, row.among) for row in Place.objects.filter(by=dana)}
        assert places == {two_losses[0]: (1, 2), two_losses[1]: (2, 2)}

    def test_what_a_turn_goes_with_is_read_by_the_rep_alone(self, signed_in_as, lost, dana, maria):
        turn = lost.curve.turns[0] | {"why": "goes with a silence", "before": 0.9, "after": 0.2}
        Curve.objects.filter(deal=lost).update(turns=[turn])
        Surprise.objects.update_or_create(deal=lost, defaults={"best": 0.99, "end": 0.2})
        for address in (reverse("unexpected"), reverse("deal", args=[lost.pk])):
            assert "oes with a silence." in signed_in_as(dana).get(address).content.decode()
        assert "oes with a silence" not in signed_in_as(maria).get(reverse("deal", args=[lost.pk])).content.decode()

    def test_a_colleague_s_no_sales_are_not_on_it(self, signed_in_as, two_losses, ben, maria):
        told = signed_in_as(ben).get(reverse("unexpected")).content.decode()
        assert "Nearly" not in told
        assert "No no-sales of yours" in told
        assert signed_in_as(maria).get(reverse("unexpected")).status_code == 404

    def test_only_a_loss_is_surprising(self, fitted):
        assert Surprise.objects.exists()
        assert set(Surprise.objects.values_list("deal__state", flat=True)) == {"lost"}

    def test_it_is_on_no_page_of_a_manager_an_admin_or_an_owner(self, signed_in_as, lost, maria, ada, olga):
        Surprise.objects.update_or_create(deal=lost, defaults={"best": 0.987, "end": 0.123})
        buyerless = [reverse("deal", args=[lost.pk]), reverse("deals"), reverse("monday"), reverse("chance")]
        for who, paths in {
            maria: buyerless,
            ada: [reverse("chance"), reverse("said")],
            olga: [reverse("said")],
        }.items():
            for path in paths:
                told = signed_in_as(who).get(path).content.decode()
                assert "urprise" not in told
                assert "see it coming" not in told
                assert "98.7" not in told
                assert "99%" not in told or path.endswith("chance/")

    def test_and_in_no_copy_about_a_buyer(self):
        assert is_somebodys(TABLES[Surprise])
        assert is_somebodys(TABLES[Place])
