"""Which questions a message asks: how many, open or closed, one thing or two.

People do not write as grammars do: "what did i miss" without a mark is a question, "tell me straight where I lost you"
is one too, and "can I ask you something?" is only a knock on the door.
"""

import re
from dataclasses import dataclass

from gametape.ask.linting.reading import Reading, Sentence

_AUX = r"(?:did|do|does|was|were|is|are|am|could|should|would|can|will|have|has|had|might|may)(?:n'?t|'?ve)?"
_WHO = r"(?:i|we|you|u|ya|y'all|it|there|that|this|they|the|our|my|your|anything|something|someone|somebody|any|one|he|she|us|these|those|now|_+)"
_WH = r"(?:what|how|where|when|which|who|whose)"
_LEAD = r"(?:^|[,:;(]\s*|\s-\s*|\.\s+|\b(?:and|but|so|or|well|just|honestly|ok|okay|please|then|also|maybe|perhaps)\s+)"

_COURTESY = re.compile(
    r"(?:^|[,.!]\s*)\W*(?:(?:hey|hi|hello|so|well|anyway|listen|ok|okay|now|_+|sir|ma'am|and|sam)[\s,]+)*"
    r"(?:how(?:'s| is| are)? (?:it going|everything|things|you|y'all|u|ya|life)(?: doing| been| today| treating you| all)*"
    r"|(?:can|may|could|might|would it be (?:ok|okay|all right|alright) if|is it (?:ok|okay|all right|alright) if|mind if|do you mind if|would you mind if|ok(?:ay)? if) (?:i|we)"
    r"(?: just| maybe| please)? (?:ask|be|bother|say|check|take|borrow|have)\b[^?:]*"
    r"|(?:do you |you )?(?:have|got|gotten?) (?:a|one|two|half a) (?:sec(?:ond)?|min(?:ute)?s?|moment)[^?:]*"
    r"|one question,? if (?:you|i) may|if i may|may i|fair(?: enough)?|ok|okay|deal|you know|remember me|make sense|makes sense|sound (?:ok|fair|good)|am i (?:making|being) [^?]*"
    r"|is (?:this|now) (?:still )?(?:a|an) (?:good|ok|okay|bad) (?:time|moment)[^?:]*|(?:you )?(?:with me|there)|huh|eh|yeah|no)\W*\?$",
    re.IGNORECASE,
)
_NOT_OPEN = (
    r"(?!how (?:much|many|soon|long|far|old|likely|often|about|big|low|high|come)\b)(?!what (?:time|day|number|price|payment|if|about)\b)"
    r"(?!(?:who|whose)\b)(?!when (?:can|could|will|would|are|is|do|should) (?:you|we|i)\b)(?!which (?:one|day|time|dealer|store|company|brand)\b)(?!where (?:did you (?:buy|go|end)|are you|else)\b)"
)
_OPEN = re.compile(
    rf"\b{_NOT_OPEN}(?:(?:in|at|on|to|by|from) )?(?:what|how|where|when|which)(?:'s|'d|s|d|'re|'ve|ever)?\b"
    rf"(?=\s+(?:\w+[\s,]+){{0,6}}?(?:{_AUX}|'d)\b|\s+(?:\w+ed|went|put|made|kept|got|stopped|turned|lost|sank|broke|tipped|killed|fell|changed|happened|felt|cost|mattered|came|held|bugged|soured|threw|sent|moved|bothered|needed|worked|else|part|i|we|you|one|more|on)\b|'d\s|'s\s|d\s+i\b|\s*,)",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"{_LEAD}(?:(?:anyway|really|by any chance|honest question|quick question)[\s,:]+)?{_AUX}\s+{_WHO}\b",
    re.IGNORECASE,
)
# A question that begins with its question word is open whatever verb follows: "What stunk?", "Which error of ours weighed most?"
_LEADS_OPEN = re.compile(
    rf"^(?:\W*(?:so|and|but|well|now|okay|ok|honestly|truly|hey|just|then|sam|please|_+|one (?:honest |quick |last )?question)\b[\s,:-]*)*"
    rf"(?:{_NOT_OPEN}(?:what|how|where|which)(?:'?s|'?d)?\b|(?:tell|give|show) me\b|name (?:one|the)\b|what about (?!\w+\?|\w+ \w+\?)\w+)",
    re.IGNORECASE,
)
_EITHER_OR = re.compile(r"\b(?:a|b|yes|no|me|us|price|money|this|that|one) or (?:the |my |our )?\w+\W*$", re.IGNORECASE)
_POLITE = re.compile(
    r"\b(?:(?:can|could|would|will|won't|might|may) (?:you|u|y'all|i|we)|(?:do|would) you mind|mind|care to|willing to|ok to|up for|be (?:so )?(?:kind|good|open)|any chance|possible|happy to|open to|like to|feel like|is there a|able to|want to|help me)\b"
    r"[^?]{0,60}?\b(?:tell|telling|share|sharing|say|saying|let|letting|help|helping|show|showing|know|hear|ask|point|pointing|give|giving|learn|see|understand)\b[^?]{0,50}?"
    r"\b(?:what|how|where|when|which|wherever|whatever)\b",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"\b(?:tell|tellin|telling|let|know|knowing|hear|hearing|share|sharing|wonder|wondering|curious|learn|learning|find out|wondered|understand|understanding|ask|asking|see|say|saying|show|point|love|like|question|note|write|word|words|shoot|give|figure|read|thoughts?|here|thing|straight|up|open|sentence|line)\b"
    r"[^.?!\n]{0,60}?\b(?:what(?:ever)?|where(?:ver)?|how|which|when|anything|something|(?:the )?one thing|the (?:thing|part|spot|moment|place|point)|things?)\b[^.?!\n]{0,60}?\b(?:i|we|us|our|my|me|missed|wrong|better|different(?:ly)?|short|it is|it was)\b"
    r"|\b(?:anything|something|whatever|one thing|the thing) (?:(?:that )?(?:i|we)\b)[^.?!\n]{0,60}\b(?:hear|know|tell|ears|listen|grateful|learn|welcome|appreciate|glad)"
    r"|\b(?:hear|like|love|appreciate|welcome|value|want|take)\b[^.?!\n]{0,40}\b(?:your|an?|any) (?:\w+ ){0,3}(?:take|view|answer|opinion|thoughts?|words?|criticism|feedback)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:^|[,:;.]\s*|\s-\s*|\b(?:and|but|so|just|is|wondering|ask|asking|honestly|question|curious|please|here|tell me|one thing)\s+)"
    rf"((?:what|where|how|when|which (?:part|bit))(?:'d|d|s|'s)?\s+(?:(?:{_AUX}|'d)\s+)?(?:i|we|went wrong|was missing|was it|could|should)\b[^.!\n]*)",
    re.IGNORECASE,
)
_BARE_CLOSED = re.compile(
    rf"^(?:(?:so|well|hey|just|honestly|ok)[\s,]+)*{_AUX}\s+(?:i|we|you|u|it|there|that|the|our|my)\b[^.!]*$",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:i|we|us|me|my|our)\b", re.IGNORECASE)
_SECOND_CLAUSE = re.compile(
    rf"(?:\b(?:and|or|plus|nor)\b|&|,|/|\s-\s)\s*(?:also\s+|then\s+|if so,?\s+|or\s+|and\s+)?(?:{_WH}(?:'d|'s)?\s+(?:\w+\s+){{0,3}}?(?:{_AUX}\b|i\b|we\b|you\b|'d)|why\b|{_AUX}\s+{_WHO}\b)",
    re.IGNORECASE,
)
_PAIR_OF_THINGS = re.compile(
    r"\b(?:think|feel|feeling|felt|like|liked|say|rate|opinion|impression|view|take|wrong|better|off|about|of|with)\b[^?]{0,40}\b(?:our|my|the|your) (?:\w+ ){1,3}?(?:and|or|&) (?:of |about |with )?(?:our|my|the|your|how) (?:\w+ ?){1,4}\?",
    re.IGNORECASE,
)
_TWIN = re.compile(
    r"\b(?:what|how|where|when|which)\s+(?:and|or|&)\s+(?:what|how|where|when|which|why)\b", re.IGNORECASE
)
_MAIN = re.compile(
    rf"\b{_WH}(?:'d|'ve|d)?\s+(?:{_AUX}\b|i\b|we\b)", re.IGNORECASE
)  # the question itself, not a clause inside it
_STRICT = re.compile(rf"\b{_WH}(?:'d)?\s+{_AUX}\s+(?:i|we)\b|\b{_WH}'d\s+(?:i|we)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween (?:\w+ ){1,4}and (?:\w+ ?){1,4}", re.IGNORECASE)
_TAG = re.compile(
    r",?\s*(?:would you say|do you think|if i may(?: ask)?|in your (?:eyes|view|mind|opinion)|what (?:was|is) (?:it|that)|can you tell me|if you don'?t mind)\s*\?$",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    rf"\b(?:what|where|how)(?:'d|d)?\s+(?:{_AUX}\s+(?:i|we)\b|(?:could'?ve|should'?ve|couldve|shouldve|was missing|went wrong|i|we)\b)[^.!\n]{{0,60}}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """One question with its span. `open`: it cannot be answered yes or no. `own`: it is about the asker."""

    start: int
    end: int
    text: str
    open: bool
    own: bool
    indirect: bool = False


def is_open(text: str) -> bool:
    """Open: a what/how/where leads, or a polite frame carries one ("could you tell me what we missed?")."""
    if _POLITE.search(text) and not re.search(
        r"\b(?:if|whether)\s+(?:it|the|that|there|we|i|our)\b", text, re.IGNORECASE
    ):
        return True
    if _LEADS_OPEN.search(text) and not _EITHER_OR.search(text):
        return True
    first_open, first_closed = _OPEN.search(text), _CLOSED.search(text)
    if first_open is None:
        return False
    return first_closed is None or first_open.start() <= first_closed.start() + len(first_closed.group()) - len(
        first_closed.group().lstrip(" ,:;(-.")
    )


def is_double(text: str) -> bool:
    """Two questions in one sentence: a second question clause, or two things to judge joined by "and"."""
    text = _BETWEEN.sub("then", _TAG.sub("?", _TWIN.sub("what", text)))
    first = _STRICT.search(text) or _MAIN.search(text) or _OPEN.search(text) or _CLOSED.search(text)
    return bool(_SECOND_CLAUSE.search(text, first.end() if first else 0)) or bool(_PAIR_OF_THINGS.search(text))


def is_courtesy(sentence: Sentence) -> bool:
    """ "How are you?" and an opening "Sam?" ask nothing, but "How are you, and what did I miss?" does."""
    found = _COURTESY.search(sentence.text)
    called = sentence.start == 0 and sentence.text.istitle() and len(sentence.text.split()) == 1
    return called or (found is not None and not _MAIN.search(sentence.text[: found.start()]))


def _ask(sentence: Sentence, text: str | None = None, offset: int = 0, *, indirect: bool = False) -> Question:
    words = sentence.text if text is None else text
    start = sentence.start + offset
    opened = indirect or is_open(words)
    return Question(start, start + len(words), words, opened, bool(_OWN.search(words)), indirect)


def questions(reading: Reading) -> tuple[Question, ...]:
    """The questions put to the reader, in order. Courtesies do not count; what asks without a mark does."""
    marked = [
        _ask(sentence)
        for sentence in reading.sentences
        if sentence.text.rstrip("\"')] ").endswith(("?", "?!", "!?")) and not is_courtesy(sentence)
    ]
    bare = [question for sentence in reading.sentences if "?" not in sentence.text for question in _bare(sentence)]
    direct = sorted([*marked, *bare], key=lambda question: question.start)
    return tuple(direct or _indirect(reading))


def _bare(sentence: Sentence) -> list[Question]:
    found = _BARE.search(sentence.text)
    if found and not _INDIRECT.search(sentence.text[: found.end()]) and _leads(found):
        return [_ask(sentence, found.group(1).rstrip(), found.start(1))]
    if _BARE_CLOSED.match(sentence.text):
        return [_ask(sentence)]
    return []


def _leads(found: re.Match[str]) -> bool:
    """ "What I missed is on me" tells; "what did i miss" asks: an auxiliary comes right after the question word."""
    return bool(
        re.match(
            rf"{_WH}(?:'d|d)?\s+(?:part |bit )?(?:{_AUX}\b|went wrong|i miss(?:ed)?\s*$|d i\b)|(?:what|where|how)'?d\s+(?:i|we)\b",
            found.group(1),
            re.IGNORECASE,
        )
    )


def _indirect(reading: Reading) -> list[Question]:
    told = [_ask(sentence, indirect=True) for sentence in reading.sentences if _INDIRECT.search(sentence.text)]
    run_on = [
        _ask(sentence, found.group().rstrip(), found.start(), indirect=True)
        for sentence in reading.sentences
        if (found := _ANYWHERE.search(sentence.text))
    ]
    return (told or run_on)[:1]
