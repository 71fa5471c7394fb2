"""Is it said, or is it denied? "No discount, no pitch" offers nothing; "don't miss this discount" does."""

import re

_DENIAL = re.compile(
    r"\b(?:not|no|never|nor|neither|without|nothing|nobody|none|zero|aren'?t|isn'?t|wasn'?t|weren'?t|won'?t|wouldn'?t|don'?t|doesn'?t|didn'?t"
    r"|can'?t|couldn'?t|ain'?t|cannot|instead of|rather than|far from|promise not|stop short of|skip the|spare you)\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\b(?:why (?:not|don'?t)|don'?t (?:\w+ )?(?:miss|wait|let|forget|hesitate|lose|pass|sleep|you|sit|give up|make)|can'?t (?:you|wait|miss|promise|hold|keep)|no (?:doubt|joke|kidding|idea)"
    r"|not (?:only|just|long|sure|much|many|too late|forget)|wouldn'?t (?:you|it|want)|couldn'?t (?:you|we)|won'?t (?:last|be (?:here|around|available)|get)"
    r"|nothing (?:better|beats|would)|never (?:too late|know)|didn'?t (?:you|we|i|even)|haven'?t)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[.!?;:\n]|\s-\s|\b(?:but|however|though|although|yet|still|because|unless|until|so|if)\b", re.IGNORECASE
)
REACH = 60  # characters: a denial further back belongs to something else


def denied(text: str, start: int) -> bool:
    """True when the words at `start` stand under a denial in the same clause."""
    before = text[max(0, start - REACH) : start]
    clause = _BREAK.split(before)[-1]
    return bool(_DENIAL.search(_NO_DENIAL.sub("", clause)))
