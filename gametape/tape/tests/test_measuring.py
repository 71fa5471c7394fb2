"""The measures, against values worked out by hand on three conversations, and what must hold on any."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gametape.project.cli import main
from gametape.tape import writing
from gametape.tape.lines import Line, Transcript
from gametape.tape.measuring import call_of, measures
from gametape.tape.noticing import agrees, is_open, offers_a_step, questions, rival
from gametape.tape.turns import sides
from gametape.tape.wording import SHOWN
from tests.rooms import PRODUCT

# Every value below is worked out by hand from these lines.
LOT = [
    ("Dana", 0, 10, "Good morning. What brings you in today?"),
    ("Sam", 11, 31, "We need a trailer for four. Another dealer quoted us a Heron."),
    ("Dana", 31.5, 41.5, "How do you travel, mostly?"),
    ("Sam", 42, 42.5, "Yeah."),
    ("Sam", 45, 75, "With two dogs. I am worried about the weight."),
    ("Dana", 76, 86, "It is light. Would you like to see the scales ticket?"),
    ("Sam", 88, 98, "Sure. And the price?"),
    ("Dana", 99, 109, "It is 38,900 dollars. May I call you on Tuesday at ten?"),
    ("Sam", 110, 120, "Yes, Tuesday works."),
]
RUSH = [
    ("Agent", 0, 6, "Um, so, the payment is, like, 400 a month."),
    ("Caller", 6.2, 16.2, "That is too much for us. We have to think about it."),
    ("Agent", 14, 24, "You know, everybody says that."),
    ("Agent", 24.5, 30, "It goes up tomorrow."),
    ("Caller", 30.5, 32.5, "Then no."),
    ("Unknown", 33, 43, "Is this the price? I am worried."),
    ("Agent", 44, 60, "Fine."),
]
TYPED = [
    ("Seller", None, None, "hi what is your offer"),
    ("Buyer", None, None, "7500 dollars"),
    ("Seller", None, None, "Could you do 8000? How soon could you come?"),
    ("Buyer", None, None, "I don't have that much."),
    ("Seller", None, None, "Let me think."),
    ("Buyer", None, None, "I can come tomorrow at noon."),
    ("Seller", None, None, "Deal."),
]


def measured(rows, **told):
    found = measures(call_of(Transcript(tuple(Line(*row) for row in rows)), **told))
    return {name: measure.value for name, measure in found.items()}


class TestByHand:
    def test_on_the_lot(self):
        found = measured(LOT, rep="Dana")
        # Dana 10+10+10+10 = 40 s. Sam 20+0.5+30+10+10 = 70.5 s. The "Yeah." of half a second is no turn.
        assert found["talk_share"] == pytest.approx(40 / 110.5)
        assert (found["longest_rep_turn"], found["longest_buyer_turn"]) == (10, 30)
        # What brings ..., How do ..., Would you ..., May I ...: four in 120 s, 60 in half an hour; two of them open.
        assert found["rep_questions"] == pytest.approx(60)
        assert found["open_question_share"] == pytest.approx(0.5)
        # Dana Sam Dana Sam Dana Sam Dana Sam: seven changes in 110.5 s of talk.
        assert found["interactivity"] == pytest.approx(7 * 600 / 110.5)
        # 0.5 s, 1 s, 1 s.
        assert found["patience"] == pytest.approx(1.0)
        assert found["interruptions"] == 0
        # One objection, over at 75. Until 105: 12 words... "It is light. Would you like to see the scales ticket?" 11 in 10 s;
        # 6 of the 10 s of "It is 38,900 dollars. May I call you on Tuesday at ten?" 12 words: 7.2. In all 18.2 in 16 s.
        # The whole call: 7 + 5 + 11 + 12 = 35 words in 40 s.
        assert found["pace_after_objection"] == pytest.approx((18.2 / 16) / (35 / 40))
        assert found["objection_question"] == 1
        # The price first falls at 88 of 120, the other dealer at 11.
        assert found["price_first_at"] == pytest.approx(88 / 120)
        assert found["rival_first_at"] == pytest.approx(11 / 120)
        assert found["next_step"] == 1
        assert found["fillers"] == 0

    def test_in_a_rush(self):
        found = measured(RUSH)
        # Agent 6 + 10 + 5.5 + 16 = 37.5; caller 10 + 2 = 12. Who is unknown counts for nobody.
        assert found["talk_share"] == pytest.approx(37.5 / 49.5)
        # 14 to 24 and 24.5 to 30 are one turn of 16 s; the last one is 16 s, too.
        assert (found["longest_rep_turn"], found["longest_buyer_turn"]) == (16, 10)
        assert (found["rep_questions"], found["open_question_share"]) == (0, None)
        assert found["interactivity"] == pytest.approx(4 * 600 / 49.5)
        # An overlap, and 44 - 32.5: the median of 0 and 11.5.
        assert found["patience"] == pytest.approx(5.75)
        # At 14, 2.2 s before the caller ends, once in 60 s.
        assert found["interruptions"] == pytest.approx(10)
        # The objection ends at 16.2. Until 46.2: 7.8 s of 10 of five words, 5.5 s with four, 2.2 of 16 s of one: 3.9 + 4 + 0.1375
        # in 15.5 s. The whole: 9 + 5 + 4 + 1 = 19 words in 37.5 s.
        assert found["pace_after_objection"] == pytest.approx((8.0375 / 15.5) / (19 / 37.5))
        assert found["objection_question"] == 0
        assert (found["price_first_at"], found["rival_first_at"], found["next_step"]) == (0, None, 0)
        # Um, like, you know in 19 words.
        assert found["fillers"] == pytest.approx(300 / 19)

    def test_typed_without_times(self):
        found = measured(TYPED)
        assert {name for name, value in found.items() if value is None} == {
            "talk_share", "longest_rep_turn", "longest_buyer_turn", "rep_questions", "interactivity", "patience", "interruptions",
            "pace_after_objection", "objection_question", "price_first_at", "rival_first_at",
        }  # fmt: skip
        # "hi what is your offer", "Could you do 8000?", "How soon ...?": two of three are open.
        assert found["open_question_share"] == pytest.approx(2 / 3)
        assert (found["next_step"], found["fillers"]) == (1, 0)


class TestSides:
    def test_who_is_called_so_is_the_rep_or_the_buyer(self):
        assert sides(["Seller", "Buyer"]) == {"Seller": "rep", "Buyer": "buyer"}
        assert sides(["agent", "Sam"]) == {"agent": "rep", "Sam": "buyer"}

    def test_of_three_nobody_guesses_the_buyer(self):
        assert sides(["Dana", "Sam", "Maria"], rep="dana") == {"Dana": "rep", "Sam": "nobody", "Maria": "nobody"}
        assert sides(["Dana", "Sam", "Maria"], rep="Dana", buyer="Sam")["Sam"] == "buyer"

    @pytest.mark.parametrize("name", ["Unknown", "unknown speaker", "?", "Unidentified"])
    def test_an_unknown_speaker_is_never_the_buyer(self, name):
        assert sides(["Dana", name], rep="Dana")[name] == "nobody"

    def test_two_sellers_have_to_be_told_apart(self):
        assert set(sides(["Agent A", "Agent B"]).values()) == {"nobody"}


class TestNoticing:
    def test_questions(self):
        assert len(questions("What is it? It is $8.50. tell me more. Fine.")) == 2
        assert questions("What I can do is this. When you come, ring.") == []
        assert [
            is_open(text) for text in ("So, what holds you back?", "Is it what you want?", "If I may ask, how so?")
        ] == [True, False, True]

    def test_a_next_step_needs_an_action_a_day_and_somebody(self):
        assert offers_a_step("Can I call you on Tuesday?")
        assert not offers_a_step("Can I call you?")
        assert not offers_a_step("It rained on Tuesday.")
        assert [
            agrees(text) for text in ("Yes, fine.", "No, thanks.", "Sure, no problem.", "I would not say yes.")
        ] == [True, False, True, False]

    def test_a_rival_by_name(self):
        assert rival("Hilltop had it for less", names=["Hilltop"])
        assert not rival("The hill had it")


SECONDS = st.integers(0, 36_000).map(lambda tenths: tenths / 10)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Dana", "Sam", "Unknown", None]),
        SECONDS,
        SECONDS,
        st.sampled_from(
            [
                "Yes.",
                "What is the price?",
                "I am worried.",
                "Another dealer called.",
                "See you on Monday, I will call.",
                "um",
            ]
        ),
    ),
    min_size=1,
    max_size=20,
)


class TestOnAny:
    @given(ROWS)
    def test_shares_are_shares_and_nothing_is_less_than_nothing(self, rows):
        found = measured(rows, rep="Dana", buyer="Sam")
        for name in ("talk_share", "open_question_share", "price_first_at", "rival_first_at"):
            assert found[name] is None or 0 <= found[name] <= 1
        assert all(value is None or value >= 0 for value in found.values())

    @given(ROWS, st.integers(1, 5000))
    def test_an_hour_later_is_the_same_call(self, rows, later):
        moved = [(who, start + later, end + later, text) for who, start, end, text in rows]
        assert measured(moved, rep="Dana", buyer="Sam") == pytest.approx(
            measured(rows, rep="Dana", buyer="Sam"), abs=1e-6
        )

    @given(ROWS)
    def test_the_words_of_unknown_speakers_change_no_share(self, rows):
        known = [row for row in rows if row[0] in {"Dana", "Sam"}]
        for name in ("talk_share", "longest_buyer_turn", "objection_question", "patience", "open_question_share"):
            assert measured(rows, rep="Dana", buyer="Sam")[name] == (
                measured(known, rep="Dana", buyer="Sam")[name] if known else None
            )

    @given(ROWS)
    def test_both_sides_of_the_table_share_the_talk(self, rows):
        one, other = measured(rows, rep="Dana", buyer="Sam"), measured(rows, rep="Sam", buyer="Dana")
        if one["talk_share"] is not None and other["talk_share"] is not None:
            assert one["talk_share"] + other["talk_share"] == pytest.approx(1)


class TestCommand:
    @pytest.fixture
    def call(self, tmp_path):
        path = tmp_path / "call.vtt"
        path.write_text(writing.vtt(Transcript(tuple(Line(*row) for row in LOT))))
        return path

    def test_for_a_program(self, call, capsys):
        assert main(["measure", str(call), "--rep", "Dana", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["rep"], found["buyer"], found["seconds"]) == (["Dana"], ["Sam"], 120)
        assert found["measures"]["talk_share"] == round(40 / 110.5, 4)
        assert found["counted"]["talk_share"] == {"rep_seconds": 40, "buyer_seconds": 70.5}
        assert set(found["measures"]) == set(found["counted"])

    def test_for_a_person_each_number_says_what_was_counted(self, call, capsys):
        main(["measure", str(call), "--rep", "Dana"])
        assert "Your share of the talk: 36%  (rep seconds 40, buyer seconds 70.5)" in capsys.readouterr().out

    def test_fillers_are_hidden_until_asked_for(self, call, capsys):
        main(["measure", str(call), "--rep", "Dana", "--json"])
        assert "fillers" not in json.loads(capsys.readouterr().out)["measures"]
        main(["measure", str(call), "--rep", "Dana", "--json", "--fillers"])
        assert json.loads(capsys.readouterr().out)["measures"]["fillers"] == 0

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            ([], "It does not show who the rep is: give --rep with one of Dana, Sam."),
            (["--rep", "Rita"], "Nobody in it is called “Rita”"),
            (["--rep", "Dana", "--buyer", "Rita"], "Nobody in it is called “Rita”"),
        ],
    )
    def test_who_the_rep_is_has_to_be_known(self, call, capsys, options, says):
        assert main(["measure", str(call), *options]) == 2
        assert says in capsys.readouterr().err

    def test_a_transcript_without_names(self, tmp_path, capsys):
        path = tmp_path / "a.txt"
        path.write_text("some words")
        assert main(["measure", str(path)]) == 2
        assert "names no speakers" in capsys.readouterr().err

    def test_nothing_in_it_is_a_score_or_a_target(self):
        text = (PRODUCT / "tape" / "call_metrics.yaml").read_text()
        assert set(yaml.safe_load(text)["measures"]) == set(measures(call_of(Transcript(()))))
        assert not {"band", "target", "goal", "score", "rank"} & {key for shown in SHOWN.values() for key in shown}
