"""A nudge asks one question about a wording. It blocks nothing, changes nothing, and is quiet about plain facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.postmortem.reframing import SAY, nudges

WORDED = {
    "permanent": [
        "I always lose them at the desk.",
        "It happens every time the wife is not there.",
        "I never get this right.",
        "Every single time I bring the sheet they leave.",
        "I keep losing them on the trade.",
        "It's always the same with walk-ins.",
        "I'll never learn to wait.",
        "Story of my life.",
        "Over and over again the price kills me.",
        "It’s always me on a Saturday.",
        "This will never work for me.",
        "Every deal I touch ends at the desk.",
    ],
    "pervasive": [
        "Everything went wrong.",
        "Everything I do falls flat.",
        "Nothing works with these.",
        "Nothing I said helped.",
        "The whole day was a waste.",
        "I am useless at all this, bad at everything.",
        "Nobody ever buys from me.",
        "I can't do anything right.",
        "My whole month is gone.",
        "It all fell apart.",
        "Nothing ever goes to plan.",
        "All of it was wrong from the start.",
    ],
    "personal": [
        "I'm terrible at closing.",
        "I am such an idiot.",
        "It was all my fault.",
        "I blew it.",
        "I messed it up at the desk.",
        "I’m just not good enough.",
        "That one is on me.",
        "I choked when she asked.",
        "I feel like a failure.",
        "What is wrong with me?",
        "I am not cut out for this.",
        "I ruined the deal.",
    ],
    "counterfactual": [
        "I should have asked about the trailer.",
        "We could've shown the service bay.",
        "If only I had waited.",
        "I wish I had called her on Friday.",
        "I shoulda shut up.",
        "I ought to have brought Maria in.",
        "Had I known about the dog I would have shown the other one.",
        "If I'd asked who else decides, fine.",
        "I should never have left them alone.",
        "I could have asked for the decision.",
        "What if I'd let them sleep on it?",
        "I shouldn't have printed three sheets.",
    ],
    "blame_other": [
        "The manager killed the deal.",
        "He was a tire kicker.",
        "They were liars.",
        "Finance screwed it up.",
        "She wasted my whole afternoon.",
        "The desk dropped the ball.",
        "Marketing messed this up.",
        "It was the manager's fault.",
        "He lied about the other dealer.",
        "The wife ruined it.",
        "Such a cheapskate.",
        "The office was completely useless.",
    ],
}

PLAIN = [
    "I never showed them the loft.",
    "They never asked about the warranty.",
    "She asked twice if it would tow their trailer.",
    "We sat down to figures at 13:10.",
    "There were three totals on the sheet.",
    "They said they could have it by Friday elsewhere.",
    "She would have a look at the other one first.",
    "You could have the sheet in your hand, I said.",
    "They liked everything about the floor plan.",
    "I went through everything on the list with them.",
    "Nothing was left open after the walk-through.",
    "He said nothing.",
    "I walked them through the whole unit, inside and out.",
    "The whole family was there.",
    "I asked for the decision, and then I was quiet.",
    "The manager came to say hello at 13:30.",
    "Finance gave us the sheet ten minutes later.",
    "He killed the engine and we got out.",
    "The slide failed on the second try.",
    "They lost their old one in a storm.",
    "I was glad they came back for a second look.",
    "My bad knee slowed us down on the stairs.",
    "I always liked that they asked the children.",
    "They went with the longer one from Cedar.",
    "Never mind the rain, they said.",
    "The wife drove the last mile.",
    "I did not ask who else decides.",
    "I talked for four minutes about the hitch.",
    "They looked at each other and not at the sheet.",
    "I left the trade for the end.",
    "The appointment was at ten, they came at eleven.",
    "I forgot to book the next step.",
    "My hands were cold and so were theirs.",
    "I handed them to Maria when they asked for a discount.",
    "She said the bed was too short.",
    "I am good with that part and I keep it.",
    "They should be home on Sunday.",
    "It would tow five thousand pounds.",
    "I could hear that they had decided.",
    "They asked what all of it on the sheet meant.",
    "All of it was on the sheet.",
    "I was at the desk too long, eleven minutes.",
    "It was their first time in a motorhome.",
    "The customer lost the keys and we looked for them.",
    "They had the better price from the other dealer.",
    "I let them sit with the figures alone.",
    "This one went to the neighbours.",
    "I again asked what matters most.",
    "He told me he had time until four.",
    "We are a mile from the lake and they liked that.",
]


def dims(text: str) -> set[str]:
    return {nudge.dim for nudge in nudges(text)}


@pytest.mark.parametrize(("dim", "said"), [(dim, said) for dim, some in WORDED.items() for said in some])
def test_a_verdict_gets_its_question(dim: str, said: str) -> None:
    assert dim in dims(said)


@pytest.mark.parametrize("said", PLAIN)
def test_a_plain_fact_gets_none(said: str) -> None:
    assert not nudges(said)


def test_one_question_for_each_dimension_in_the_order_of_the_text() -> None:
    found = nudges("I blew it. I always do, every time. I should have asked. I blew it again.")
    assert [nudge.dim for nudge in found] == ["personal", "permanent", "counterfactual"]
    assert all(nudge.say == SAY[nudge.dim] for nudge in found)


def test_who_writes_as_an_outsider_is_asked_the_same() -> None:
    assert [nudge.dim for nudge in nudges("Dana blew it.", name="Dana")] == ["personal"]
    assert [nudge.dim for nudge in nudges("Dana is such an idiot.", name="Dana")] == ["personal"]
    assert not nudges("Dana blew it.")
    assert not nudges("Dana showed them the loft.", name="Dana")


WORDS = [word for some in (*WORDED.values(), PLAIN) for said in some for word in said.split()]


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_every_nudge_stands_inside_the_text_and_twice_is_as_once(text: str) -> None:
    found = nudges(text)
    assert found == nudges(text)
    assert len({nudge.dim for nudge in found}) == len(found) <= len(SAY)
    assert all(0 <= nudge.start < nudge.end <= len(text) for nudge in found)


@given(
    st.sampled_from([(d, s) for d, some in WORDED.items() for s in some]),
    st.sampled_from(PLAIN),
    st.sampled_from(PLAIN),
)
def test_plain_sentences_around_it_change_nothing(worded: tuple[str, str], before: str, after: str) -> None:
    dim, said = worded
    assert dim in dims(f"{before} {said} {after}")
    assert dims(f"{before} {said} {after}") == dims(said)


@given(st.sampled_from([s for some in WORDED.values() for s in some]))
def test_case_and_apostrophes_do_not_matter(said: str) -> None:
    assert dims(said) == dims(said.upper()) == dims(said.replace("'", "’"))


@given(st.text(alphabet="DdAaNn' isblewt", max_size=80))
def test_a_name_moves_no_place(text: str) -> None:
    assert all(0 <= nudge.start < nudge.end <= len(text) for nudge in nudges(text, name="Dana"))


@pytest.mark.timeout(60)  # half a second, or with a pattern that goes back and forth for ever
@pytest.mark.parametrize("text", ["i never " * 20_000, "they just really the my " * 20_000, "a" * 200_000])
def test_a_very_long_text_is_read_to_its_end(text: str) -> None:
    assert all(0 <= nudge.start < nudge.end <= len(text) for nudge in nudges(text))
