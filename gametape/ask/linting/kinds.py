"""What the small model can hear, which rule each flaw belongs to, and how to say it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`say` tells a confident verdict, `ask` puts an uncertain one to the writer. `scopes`: where it is a flaw at all."""

    rule: str
    say: str
    ask: str
    scopes: tuple[str, ...] = ("ask", "remind", "thank", "save")


_LEARNING = ("ask", "remind", "thank")
_ASKING = ("ask", "remind")
FLAWS = {
    "pressure": Kind("T21", "This presses for time. Take the hurry out.", "Could this feel like a hurry to them?"),
    "nagging": Kind(
        "T21",
        "This presses for a reply. Leave them free not to answer.",
        "Does this still leave them free not to answer?",
        _LEARNING,
    ),
    "guilt": Kind(
        "T13",
        "This puts your need on their shoulders. Thank them and ask.",
        "Does this make them feel they owe you something?",
    ),
    "flattery": Kind(
        "T13",
        "This uses closeness to get an answer. Thank them and ask.",
        "Is this closeness there to get an answer out of them?",
    ),
    "hurt": Kind(
        "T13",
        "This shows them your hurt: they will protect you instead of telling you. Leave it out.",
        "Do they need to know how it felt for you?",
        _ASKING,
    ),
    "reclose": Kind(
        "T22",
        "This re-opens the sale. You are asking to learn: leave it out.",
        "Does this re-open the sale?",
        _LEARNING,
    ),
    "offer": Kind(
        "T20",
        "This hints at an offer. No money or offer in the question.",
        "Could they read an offer into this?",
        _LEARNING,
    ),
    "fishing": Kind(
        "T20",
        "This fishes for the other side's terms. Ask only what you missed.",
        "Is this about the other side's terms rather than what you missed?",
        _LEARNING,
    ),
    "blame": Kind(
        "T12", "This reads as a reproach. Describe only what you did or missed.", "Could they hear a reproach in this?"
    ),
    "guess": Kind(
        "T10",
        "This guesses the reason for them: you will get your guess back. Leave it open.",
        "Does this put a reason in their mouth?",
        _ASKING,
    ),
    "bashing": Kind("T15", "This talks down their choice. Leave it out.", "Does this talk down what they chose?"),
    "survey": Kind(
        "T08",
        "This is a survey. Ask one open question.",
        "Is this a form to fill in rather than one open question?",
        _ASKING,
    ),
    "reward": Kind(
        "T23", "This pays for an answer. No rewards on the one question.", "Is this a reward for answering?", _ASKING
    ),
    "credit": Kind(
        "T40",
        "This touches their money matters. Finance staff handle that privately: leave it out.",
        "Does this touch their private money matters?",
    ),
    "private": Kind(
        "T41", "This brings in their private life. Leave it out, even if you know it.", "Is this their private life?"
    ),
    "justify": Kind(
        "T04",
        "This asks them to defend their decision. Ask what you missed instead.",
        "Does this ask them to explain themselves, rather than what you missed?",
        _ASKING,
    ),
}
VIRTUES = ("thanks", "decision", "ownership", "freedom", "candour", "promise")
PLAIN = "plain"
