"""A draft in, a report out: the rules first, then what the small model hears in the sentences."""

from collections.abc import Iterator

from gametape.ask.linting.findings import SEVERITIES, Draft, Finding, Report
from gametape.ask.linting.judging import JUDGES, Case
from gametape.ask.linting.questions import questions
from gametape.ask.linting.reading import Reading, read
from gametape.ask.linting.rules import Rule, rules

VIRTUES = ("thanks", "decision", "ownership", "freedom")


def lint(draft: Draft) -> Report:
    """Everything there is to say about this draft; `.ok` when no block finding stands. Pure, about 5 ms."""
    reading = read(draft.text, sender=draft.sender, business=draft.business)
    said = _said(reading)
    case = Case(draft, reading, questions(reading), said)
    found = [finding for rule in rules() if rule.concerns(draft) for finding in _findings(rule, case)]
    return Report(tuple(sorted(_once(found), key=_order)), tuple(virtue for virtue in VIRTUES if virtue in said))


def _said(reading: Reading) -> frozenset[str]:
    return frozenset(rule.virtue for rule in rules() if rule.virtue and any(rule.matches(reading)))


def _findings(rule: Rule, case: Case) -> Iterator[Finding]:
    if rule.kind == "fn":
        for hit in JUDGES[rule.fn](case, rule):
            yield _finding(rule, case.reading, hit.start, hit.end, say=hit.say, sev=hit.sev)
    elif rule.kind == "absent":
        for start, end in rule.matches(case.reading):
            yield _finding(rule, case.reading, start, end)
    elif not any(rule.matches(case.reading)):
        yield _finding(rule, case.reading, None, None)


def _finding(rule: Rule, reading: Reading, start: int | None, end: int | None, *, say: str = "", sev: str = "") -> Finding:
    quote = "" if start is None or end is None else reading.quote(start, end)
    return Finding(rule.id, sev or rule.sev, quote, say or rule.say, start, end)


def _once(found: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(found))


def _order(finding: Finding) -> tuple:
    return SEVERITIES.index(finding.severity), finding.start is None, finding.start or 0, finding.id
