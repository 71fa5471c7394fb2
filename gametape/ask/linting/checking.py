"""A draft in, a report out: the rules first, then what the small model hears in the sentences."""

from collections.abc import Iterator

from gametape.ask.linting import meaning as heard
from gametape.ask.linting.findings import SEVERITIES, Draft, Finding, Report
from gametape.ask.linting.judging import JUDGES, Case
from gametape.ask.linting.kinds import FLAWS
from gametape.ask.linting.questions import is_courtesy, questions
from gametape.ask.linting.reading import Reading, Sentence, read
from gametape.ask.linting.rules import Rule, rules

ASKING = (
    "ask",
    "remind",
)  # the model learned from asks: of an answer or a thank-you it only questions what it is sure of
SAID = ("thanks", "decision", "ownership", "freedom")
OTHER_LANGUAGE = (
    "This does not look like English: only English is judged, so read it again yourself before it goes out."
)


def lint(draft: Draft, *, meaning: bool = True) -> Report:
    """Everything there is to say about this draft; `.ok` when no block finding stands. Pure, a few milliseconds.

    `meaning=False` leaves the small model out (the fitting compares both).
    """
    reading = read(draft.text, sender=draft.sender, business=draft.business)
    listen = meaning and heard.is_english(reading.text)
    said = _said(reading, listen=listen)
    case = Case(draft, reading, questions(reading), said)
    found = [finding for rule in rules() if rule.concerns(draft) for finding in _findings(rule, case)]
    if listen:
        found += _heard(draft, reading, found)
    elif meaning:
        found.append(Finding("T07", "hint", "", OTHER_LANGUAGE))
    return Report(tuple(sorted(dict.fromkeys(found), key=_order)), tuple(virtue for virtue in SAID if virtue in said))


def stopped_by_meaning(draft: Draft) -> bool:
    """Would the model alone stop it?"""
    return any(
        finding.severity == "block"
        for finding in _heard(draft, read(draft.text, sender=draft.sender, business=draft.business), [])
    )


def forget() -> None:
    """Read the weights anew: the fitting has just written them."""
    heard.model.cache_clear()


def _said(reading: Reading, *, listen: bool) -> frozenset[str]:
    by_words = {rule.virtue for rule in rules() if rule.virtue and any(rule.matches(reading))}
    by_meaning = {name for sentence in reading.sentences if (name := heard.virtue(sentence))} if listen else set()
    return frozenset(by_words | (by_meaning - {"ownership"}))  # "What happened?" sounds like it; only I and we own it


def _findings(rule: Rule, case: Case) -> Iterator[Finding]:
    if rule.kind == "fn":
        for hit in JUDGES[rule.fn](case, rule):
            yield _finding(rule.id, hit.sev or rule.sev, hit.say or rule.say, case.reading, hit.start, hit.end)
    elif rule.kind == "absent":
        for start, end in rule.matches(case.reading):
            yield _finding(rule.id, rule.sev, rule.say, case.reading, start, end)
    elif not any(rule.matches(case.reading)):
        yield _finding(rule.id, rule.sev, rule.say, case.reading, None, None)


def _heard(draft: Draft, reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """What the model hears where no rule has already blocked the same words."""
    for sentence in reading.sentences:
        if is_courtesy(sentence):
            continue
        verdict = heard.worst(sentence, draft.scope)
        sure = verdict is not None and verdict.score >= heard.model().block_at and verdict.carried
        if verdict is None or _already(found, sentence) or not (sure or draft.scope in ASKING):
            continue
        kind, sure = FLAWS[verdict.kind], sure and draft.scope in ASKING
        yield _finding(
            kind.rule, "block" if sure else "warn", kind.say if sure else kind.ask, reading, verdict.start, verdict.end
        )


def _already(found: list[Finding], sentence: Sentence) -> bool:
    return any(
        finding.severity == "block"
        and finding.start is not None
        and finding.start < sentence.end
        and sentence.start < (finding.end or 0)
        for finding in found
    )


def _finding(code: str, severity: str, say: str, reading: Reading, start: int | None, end: int | None) -> Finding:
    quote = "" if start is None or end is None else reading.quote(start, end)
    return Finding(code, severity, quote, say, start, end)


def _order(finding: Finding) -> tuple:
    return SEVERITIES.index(finding.severity), finding.start is None, finding.start or 0, finding.id
