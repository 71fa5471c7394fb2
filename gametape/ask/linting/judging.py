"""The rules that are more than words: each takes what is known of a draft and yields spans, or (None, None) where
something is missing. A yield may carry its own sentence and a milder severity."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gametape.ask.linting.findings import SPOKEN, Draft
from gametape.ask.linting.names import says_business, says_person
from gametape.ask.linting.questions import Question, is_double
from gametape.ask.linting.reading import Reading, plain
from gametape.ask.linting.rules import Rule, rules


@dataclass(frozen=True)
class Case:
    """A draft, its reading, the questions it asks and the virtues it says."""

    draft: Draft
    reading: Reading
    questions: tuple[Question, ...]
    said: frozenset[str]


@dataclass(frozen=True)
class Hit:
    start: int | None = None
    end: int | None = None
    say: str = ""
    sev: str = ""


MISSING = Hit()
_SYLLABLE = re.compile(r"[aeiouy]+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*")
_CALM_CAPITALS = {
    "STOP",
    "HELP",
    "RV",
    "RVS",
    "ATV",
    "UTV",
    "SUV",
    "USA",
    "LLC",
    "CRM",
    "FAQ",
    "PDF",
    "API",
    "MPG",
    "GPS",
    "ASAP",
    "SXS",
    "PTO",
    "B2B",
    "SAAS",
    "ERP",
    "CEO",
    "CFO",
    "CTO",
    "RFP",
    "SLA",
    "LED",
    "AWD",
    "4WD",
    "FWD",
    "DIY",
    "OEM",
    "HR",
    "IT",
}
_SHOUT = re.compile(r"\b[A-Z][A-Z']{2,}(?:\s+[A-Z][A-Z']+)*\b")
_MARKS = re.compile(r"[!?]{2,}|(?:! ){2,}")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2764]\ufe0f?")
_ANONYMOUS = re.compile(
    r"(?:\b(?:is|are|be|it's|stays?|kept|keep|remains?|completely|totally|strictly|fully|entirely|treated|all|in|truly|really|100\s?%)\s+(?:as\s+)?)"
    r"(?P<claim>anonymous(?:ly)?|confidential(?:ly)?|confidence|off the record)\b"
    r"|\b(?P<promise>(?:nobody|no one|no-one|we) (?:will|can|could|would) (?:ever |never )*(?:know|see|tell|find out|trace)(?: who| it| that| which)?|(?:be )?(?:traced|linked|tied) (?:back )?to you|no way (?:it |this |that )?(?:can|could|will) be (?:traced|linked|tied)|anonymously|off the record)\b",
    re.IGNORECASE,
)
_BETWEEN_US = re.compile(
    r"\b(?:just )?(?:between (?:you and (?:me|i|us)|us|the two of us)|stays with me)\b", re.IGNORECASE
)
_NOT_ANONYMOUS = re.compile(r"\b(?:not|isn'?t|never|nor|if|anything|unless)\b[^.!?]{0,25}$", re.IGNORECASE)
_FALSE_SUBJECT = re.compile(
    r"^\s*(?:re|fwd?|aw|wg|tr)\s*:|\b(?:your (?:order|invoice|refund|payment|delivery|account|purchase|appointment)|invoice|receipt|action required|important|final|last|open (?:now|today|me|asap)|read this|favou?rs?|(?:your|the) (?:paperwork|documents?|trade(?:-in)?|file|quote|application|keys?|deal|unit)|(?:good|great|big|exciting) news|time[- ]sensitive|missed call|you(?:'ve| have) won|congratulations)\b",
    re.IGNORECASE,
)
_NOT_IN_A_SUBJECT = {"T12", "T13", "T20", "T21", "T22", "T23", "T40", "T41"}
_UNSUBSCRIBE = re.compile(r"\bunsubscribe\b|\bopt[- ]?out\b", re.IGNORECASE)
_POSTAL = re.compile(
    r"\b\d{1,6}\s+\w+[^\n]{3,}|\bP\.?\s?O\.?\s?Box\s+\d+|\b\w+(?:strasse|straße|weg|platz)\s+\d+", re.IGNORECASE
)


def question_count(case: Case, wanted: Rule) -> Iterator[Hit]:
    """Exactly one; spoken asks may carry the one probe that follows the pause, if both are open and about us."""
    asked = case.questions
    if len(asked) < wanted.numbers["min"]:
        yield Hit(say="Ask exactly one question: this asks none.")
    spoken_probe = case.draft.channel in SPOKEN and len(asked) == 2 and all(one.open and one.own for one in asked)
    if len(asked) > wanted.numbers["max"] and not spoken_probe:
        yield Hit(asked[1].start, asked[-1].end, say=f"Ask exactly one question: this asks {len(asked)}.")


def question_open(case: Case, wanted: Rule) -> Iterator[Hit]:
    yield from (Hit(one.start, one.end) for one in case.questions if not one.open)


def double_barrelled(case: Case, wanted: Rule) -> Iterator[Hit]:
    yield from (Hit(one.start, one.end) for one in case.questions if not one.indirect and is_double(one.text))


def max_chars(case: Case, wanted: Rule) -> Iterator[Hit]:
    if len(case.draft.text.strip()) > wanted.numbers["max"]:
        yield Hit(say=f"{wanted.say[:-1]}: this is {len(case.draft.text.strip())}.")


def max_words(case: Case, wanted: Rule) -> Iterator[Hit]:
    count = len(case.draft.text.split())
    if count > wanted.numbers["max"] and not case.draft.assembled:
        yield Hit(say=f"{wanted.say[:-1]}. This has {count}.")


def syllables(word: str) -> int:
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, len(_SYLLABLE.findall(word)) - silent)


def grade(text: str, sentence_count: int) -> float:
    """Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words/sentence + 11.8 syllables/word - 15.59."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    return 0.39 * len(words) / max(1, sentence_count) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def grade_max(case: Case, wanted: Rule) -> Iterator[Hit]:
    """Only where there is enough to measure: below 20 words the grade is noise."""
    text = case.reading.text
    if len(_WORD.findall(text)) >= 20 and grade(text, len(case.reading.sentences)) > wanted.numbers["max"]:
        longest = max(case.reading.sentences, key=lambda sentence: len(sentence.text.split()))
        yield Hit(longest.start, longest.end)


def says(case: Case, wanted: Rule) -> Iterator[Hit]:
    if wanted.virtue not in case.said:
        yield MISSING


def has_sender(case: Case, wanted: Rule) -> Iterator[Hit]:
    """Written asks name both. On the phone one name is a question to the caller; face to face the buyer sees who it is."""
    draft = case.draft
    missing = [
        name
        for name, said in (
            (draft.sender, says_person(draft.text, draft.sender)),
            (draft.business, says_business(draft.text, draft.business)),
        )
        if not said
    ]
    if not missing or draft.channel == "person":
        return
    mild = draft.channel == "phone" and len(missing) == 1
    yield Hit(say=f"{wanted.say[:-1]}: {' and '.join(missing)} is not in it.", sev="warn" if mild else "")


_GATE = ("thanks", "decision", "ownership", "freedom")
NAMES = {
    "thanks": "thanks",
    "decision": "their decision",
    "ownership": "what we missed",
    "freedom": "free not to answer",
}


def respect_gate(case: Case, wanted: Rule) -> Iterator[Hit]:
    """What is not said yet is a question to the writer: people respect a decision in words no list has."""
    said = [virtue for virtue in _GATE if virtue in case.said]
    if len(said) < wanted.numbers["min"]:
        lacking = ", ".join(NAMES[virtue] for virtue in _GATE if virtue not in case.said)
        yield Hit(say=f"{wanted.say[:-1]}. Not said yet: {lacking}.", sev="")


def email_footer(case: Case, wanted: Rule) -> Iterator[Hit]:
    """Assembled messages only: the parts a person types carry no footer."""
    if not case.draft.assembled:
        return
    headers = {name.casefold(): value for name, value in (case.draft.headers or {}).items()}
    one_click = (
        "https://" in headers.get("list-unsubscribe", "")
        and "one-click" in headers.get("list-unsubscribe-post", "").casefold()
    )
    if not (one_click and _UNSUBSCRIBE.search(case.draft.text) and _POSTAL.search(case.draft.text)):
        yield MISSING


def subject_ok(case: Case, wanted: Rule) -> Iterator[Hit]:
    """Plain: what it is about, no disguise, no offer, no urgency, nothing private. The quote of a subject stands in `say`."""
    subject = case.draft.subject
    if subject is None:
        return
    said = Reading(subject, case.reading.names)
    wrong = any(any(other.matches(said)) for other in rules() if other.id in _NOT_IN_A_SUBJECT)
    if not subject.strip() or len(subject) > wanted.numbers["max"] or _FALSE_SUBJECT.search(plain(subject)) or wrong:
        yield Hit(say=f"{wanted.say} Yours says: \u201c{subject.strip()}\u201d.")


def anonymity_claim(case: Case, wanted: Rule) -> Iterator[Hit]:
    text = case.reading.text
    for found in _ANONYMOUS.finditer(text):
        if not _NOT_ANONYMOUS.search(text[: found.start(found.lastgroup or 0)]):
            yield Hit(*found.span(found.lastgroup or 0))
    yield from (
        Hit(found.start(), found.end(), say="Will nobody else read it? Say who will, rather than promise.", sev="warn")
        for found in _BETWEEN_US.finditer(text)
    )


def calm_type(case: Case, wanted: Rule) -> Iterator[Hit]:
    text = case.reading.text
    for found in _SHOUT.finditer(text):
        loud = [word for word in found.group().split() if word not in _CALM_CAPITALS]
        if any(len(word) >= 4 for word in loud) or len(loud) >= 2:
            yield Hit(found.start(), found.end())
    yield from (Hit(found.start(), found.end()) for pattern in (_MARKS, _EMOJI) for found in pattern.finditer(text))


Judge = Callable[[Case, Rule], Iterator[Hit]]
JUDGES: dict[str, Judge] = {
    judge.__name__: judge
    for judge in (
        question_count,
        question_open,
        double_barrelled,
        max_chars,
        max_words,
        grade_max,
        says,
        has_sender,
        respect_gate,
        email_footer,
        subject_ok,
        anonymity_claim,
        calm_type,
    )
}
