"""Five ways a bruised person words a loss, and for each one question that may help. Pure; it touches wording only.

Permanent, pervasive and personal are Seligman's three; "should have" and a label on somebody else are what a review
after the fact brings out. Nothing is blocked, nothing is stored, nobody is told. The patterns look for the habit of a
sentence, not for its words: "I never showed them the loft" is a fact of one afternoon, "I never get this right" is a
verdict. What a buyer named is no excuse and no accusation, so buyers' words are never given to this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gametape.common.spans import comparable

SAY: Final = {
    "permanent": "This time, or every time? Name this one.",
    "pervasive": "Which part exactly?",
    "personal": "What did you do at that moment, and what would you do instead?",
    "counterfactual": "What did you know at that moment? Put the “should have” into the lesson.",
    "blame_other": "What happened, without the label?",
}
MOST = 20_000  # code points that are looked at; a nudge about the fourth page helps nobody


@dataclass(frozen=True, slots=True)
class Nudge:
    """One question about `text[start:end]`, code points. `dim` is a key of `SAY`."""

    dim: str
    start: int
    end: int
    say: str


# What follows "never" when somebody tells what did not happen that day.
_THAT_DAY = (
    r"(?:\w+ed|got|gave|went|saw|took|made|had|was|were|did|came|heard|found|left|sat|knew|thought|brought|said|told|"
    r"asked|put|met|sent|wrote|rang|drove|spoke|kept|felt|let|read|ran|mind|even|once|again)\b"
)
_I = r"(?:i|me)"
_LOW = r"(?:just |so |such |really |too |simply |a |an |the |total |complete |always |only |being |kind of |\w+ly )"
_VERDICT = (
    r"(?:bad at|terrible|hopeless|useless|worthless|stupid|dumb|lousy|awful|pathetic|incompetent|horrible|idiot|moron|"
    r"loser|failure|fraud|worst|disaster|joke|amateur|no good|not (?:a closer|cut out|made for|good enough|smart enough)|"
    r"(?:not good|no good) at (?:this|it|any|sales|selling|closing|people|all))\b"
)
_OTHERS = (
    r"(?:he|she|they|(?:the |my |our |that |a )?(?:\w+ )?(?:manager|boss|desk|finance|f&i|marketing|management|lender|bank|"
    r"service|office|company|corporate|factory|dealer|wife|husband|spouse|customer|buyer|guy|people|ben|partner))"
)
_LABEL = (
    r"(?:liars?|jerks?|idiots?|morons?|clowns?|cheapskates?|flakes?|crooks?|mooch(?:es)?|snobs?|cowards?|losers?)\b"
)
_HARD = r"(?:just |really |totally |completely |basically |simply |then |as usual )?"

_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "permanent": (
        r"\b(?:every (?:single |damn |last )?time|time and (?:time )?again|again and again|over and over(?: again)?)\b",
        rf"\b{_I} (?:will |'ll |can |could |would )?(?:always|forever)\b(?! (?:be )?(?:glad|grateful|liked|loved|enjoyed))",
        r"\bit(?:'s| is| was)? (?:always|forever)\b|\balways (?:me|happens|goes wrong|ends|the same)\b",
        r"\b(?:keeps? (?:on )?happening|(?:i )?keep (?:on )?(?:losing|blowing|missing|failing|screwing|messing))\b",
        rf"\b(?:i|it|this|that|we|things)(?:'ll| will| can| could| would)? never (?!{_THAT_DAY})",
        r"\bnever (?:again|going to|gonna|ever (?:work|learn|get|sell|close)|works?|gets? (?:any|better))\b",
        r"\b(?:story of my life|same old story|the usual story|here we go again|nothing (?:ever|will ever) changes?)\b",
        r"\bevery (?:single |damn )?(?:deal|customer|sale|week|month|saturday|weekend) (?:i|ends|goes|falls|it)\b",
    ),
    "pervasive": (
        r"\b(?:everything|it all|all of it)(?: \w+){0,2} (?:wrong|badly|apart|to pieces|downhill|useless|pointless|ruined)\b",
        r"\beverything i (?:do|did|try|tried|touch|touched|say|said)\b|\ball of it\b(?! (?:on|in|was (?:on|in|there|clean)))",
        r"\bnothing (?:i (?:do|did|try|tried|say|said)|works?|worked|ever|goes|went|helps?|helped|(?:was|is) (?:any )?(?:right|good))\b",
        r"\bthe whole (?:thing|deal|day|visit|business|job|week|month)(?: \w+)? (?:a )?(?:waste|wrong|disaster|mess|apart|pointless|joke|over|ruined|downhill)\b",
        r"\b(?:useless|hopeless|no good|bad|terrible) (?:at|with) (?:all|everything|anything|people|this|it|sales|selling|this job)\b",
        r"\b(?:nobody|no one|no-one)(?: ever)? (?:buys?|wants?|listens?|cares?|trusts?|likes?|believes?|comes back)\b",
        r"\b(?:ca(?:n't|nnot)|can not|could(?:n't| not)|never) (?:do|get) (?:anything|a (?:single )?thing) right\b",
        r"\b(?:my (?:whole|entire) (?:month|week|year|career|life)|all my (?:deals|customers|ups)) (?:\w+ )?(?:is|are|fall|falls|fell|ruined|gone|goes|go)\b",
    ),
    "personal": (
        rf"\bi(?:'m| am| was| must be| feel(?: like)?| felt(?: like)?| look(?:ed)? like) {_LOW}{{0,3}}{_VERDICT}",
        r"\b(?:all |entirely |completely )?my (?:own )?(?:fault|bad)\b(?! (?:luck|knee|back|leg|arm|shoulder|side))",
        r"\bi (?:\w+ )?(?:blew|botched|bombed|choked|fumbled|ruined|wrecked|tanked|killed) (?:it|this|that|the (?:deal|sale|whole)|everything|another)\b",
        r"\bi (?:\w+ )?(?:screwed|messed|stuffed|cocked) (?:it |this |that |everything |the deal )?up\b|\bi (?:choked|suck(?:ed)?)\b",
        r"\b(?:that|this|it)(?:'s| is| was| one(?:'s| is| was)) (?:all |entirely )?on me\b",
        r"\b(?:what(?:'s| is) wrong with me|i hate myself|i let (?:everyone|everybody|them all) down|shame on me)\b",
        r"\b(?:stupid|dumb|idiot|idiotic|foolish) (?:of )?me\b|\bi(?:'ll| will)? (?:just )?ca(?:n't|nnot) (?:sell|close)\b(?! (?:it|them|this|that|the|a) )",
    ),
    "counterfactual": (
        r"\b(?:should|could|would|might|must)(?:n't| not)?(?:'ve\b|a\b| of (?:known|asked|said|seen|done|been|gone|called)\b)",
        r"\b(?:should|could|would|might)(?:n't| not)? (?:\w+ly |also |just |at least |never |always )?have "
        r"(?!(?:it|the|a|an|them|this|that|these|those|one|our|their|your|my|his|her|some|any|no|two|three|both|all|enough|"
        r"more|room|time|money|to|everything|what|been told)\b|\d)",
        r"\bought (?:not )?to have\b|\b(?:should|could|would)a\b(?! \w*n)|\bif only\b",
        r"\b(?:i|we) (?:really |so )?wish(?:ed)? (?:i|we)(?:'d| had| could)\b|\bif i(?:'d| had) (?:only |just |not )?\w+",
        r"\b(?:had i (?:only|just|known|asked|shown|called|listened|said|seen|been)|what if i(?:'d| had))\b",
    ),
    "blame_other": (
        rf"\b{_OTHERS} {_HARD}(?:screwed|ruined|botched|wrecked|sabotaged|torpedoed|sank|tanked|blew)(?: (?:it|this|that|us|me|up|the (?:deal|sale)|everything|my))",
        rf"\b{_OTHERS} {_HARD}(?:killed|lost|cost) (?:it\b|this (?:one|deal|sale)|that (?:one|deal|sale)|the (?:deal|sale)|my (?:deal|sale)|me (?:the|this)|us (?:the|this))",
        rf"\b{_OTHERS} {_HARD}(?:messed|stuffed|cocked|screwed) (?:it |this |that |me |us |things |everything |the deal )?(?:up|over)\b",
        rf"\b{_OTHERS} {_HARD}(?:failed (?:me|us|again|to \w+)|dropped the ball|let (?:me|us) down|lied|(?:was|were|is|are) lying)\b",
        r"\btire[- ]?kickers?\b|\btyre[- ]?kickers?\b|\btime[- ]?wasters?\b|\blookie?[- ]?loos?\b|\blow[- ]?ballers?\b|\bpenny[- ]?pinchers?\b",
        rf"\b(?:a|an|such|total|complete|real|just|bunch of|pack of|those|these|were|are|big|what an?) {_LABEL}",
        r"\b(?:his|her|their|the (?:\w+ )?(?:manager|boss|desk|bank|lender|office)'s|finance's|marketing's|management's|service's|ben's) (?:own )?fault\b",
        r"\b(?:was|were|is|are) (?:just |so |totally |completely )?(?:clueless|useless|impossible|a waste of (?:my )?time|playing games|out to get)\b",
        r"\b(?:wasted|wasting) (?:my|our) (?:\w+ )?(?:time|day|afternoon|morning|saturday|sunday)\b",
    ),
}
# Begins at a word, and saying so once in front of all makes it several times faster.
_READ: Final = {dim: re.compile(rf"\b(?=\w)(?:{'|'.join(found)})") for dim, found in _PATTERNS.items()}


def nudges(text: str, *, name: str = "") -> tuple[Nudge, ...]:
    """At most one for each dimension, where it first shows, in the order of the text; none is the usual answer.

    `name` is the own first name of somebody who writes as an outsider: "Dana blew it" is then "I blew it".
    """
    plain = _as_i(comparable(text[:MOST]), comparable(name))
    found = {dim: hit.span() for dim, pattern in _READ.items() if (hit := pattern.search(plain))}
    own, label = found.get("personal"), found.get("blame_other")
    if own and label and own[0] <= label[0] < own[1]:
        del found["blame_other"]  # the label in "I am such an idiot" is for nobody else
    some = [Nudge(dim, start, end, SAY[dim]) for dim, (start, end) in found.items()]
    return tuple(sorted(some, key=lambda nudge: (nudge.start, nudge.dim)))


def _as_i(plain: str, name: str) -> str:
    """The own name read as "I", filled up with spaces so that no place moves."""
    return re.sub(rf"\b{re.escape(name)}\b('s| is| was)?", _said, plain) if name else plain


def _said(hit: re.Match[str]) -> str:
    said = {"'s": "i'm", " is": "i'm", " was": "i was"}.get(hit[1] or "", "i")
    return said.rjust(len(hit.group())) if len(said) <= len(hit.group()) else hit.group()
