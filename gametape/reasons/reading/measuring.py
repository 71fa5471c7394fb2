"""How well a model reads: the figures of the fit's table and of ``docs/why/reading.md``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gametape.deals.vocabulary import LEAVES
from gametape.reasons.reading.examples import Answer
from gametape.reasons.reading.suggesting import Suggestion, suggest_with
from gametape.reasons.reading.weighing import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    def __str__(self) -> str:
        return f"{self.hits}/{self.of} {self.hits / self.of:.2f}" if self.of else "-"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares by name, in the order of the table."""

    rows: tuple[tuple[str, Share], ...]

    def beside(self, other: "Figures") -> list[str]:
        """Two columns of one table."""
        pairs = zip(self.rows, other.rows, strict=True)
        return [f"{name:<34}{mine!s:>16}{theirs!s:>14}" for (name, mine), (_, theirs) in pairs]

    def __getitem__(self, name: str) -> Share:
        return dict(self.rows)[name]


def measure(read: Sequence[tuple[Model, Answer]]) -> Figures:
    """Each answer read by the model beside it.

    A leaf counts as found first or among three when it is any of the leaves that the answer tells; an answer with
    nothing suggested is a miss. A span is sane when it shares a word with the words that a person marked for that leaf.
    """
    seen = [(answer, suggest_with(model, answer.words)) for model, answer in read]
    telling = [(answer, found) for answer, found in seen if answer.tells]
    silent = [(answer, found) for answer, found in seen if not answer.tells]
    right = [(answer, each) for answer, found in telling for each in found if each.leaf in answer.leaves]
    quiet = [answer for answer, found in seen if not found]
    return Figures(
        (
            ("leaf, first", _share(telling, lambda answer, found: _hit(answer, found[:1]))),
            ("leaf, among three", _share(telling, lambda answer, found: _hit(answer, found))),
            ("reason, first", _share(telling, lambda answer, found: _hit_reason(answer, found[:1]))),
            ("first leaf right, when one is given", _share([s for s in telling if s[1]], lambda a, f: _hit(a, f[:1]))),
            ("says nothing, and there was nothing", Share(sum(not answer.tells for answer in quiet), len(quiet))),
            ("nothing told, nothing suggested", _share(silent, lambda _, found: not found)),
            ("span on the telling words", Share(sum(_on_its_words(a, each) for a, each in right), len(right))),
            *_by_confidence(seen),
        )
    )


def _by_confidence(seen: Sequence[tuple[Answer, tuple[Suggestion, ...]]]) -> list[tuple[str, Share]]:
    firsts = [(answer, found[0]) for answer, found in seen if found]
    rows = []
    for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.0)):
        within = [(answer, each) for answer, each in firsts if low <= each.confidence < high]
        rows.append((f"right at confidence {low:.1f} to {high:.1f}", _share(within, lambda a, e: e.leaf in a.leaves)))
    return rows


def _share(seen: Sequence[tuple[Answer, T]], holds: Callable[[Answer, T], bool]) -> Share:
    return Share(sum(bool(holds(answer, found)) for answer, found in seen), len(seen))


def _hit(answer: Answer, found: Sequence[Suggestion]) -> bool:
    return any(each.leaf in answer.leaves for each in found)


def _hit_reason(answer: Answer, found: Sequence[Suggestion]) -> bool:
    told = {LEAVES[leaf].reason for leaf in answer.leaves}
    return any(LEAVES[each.leaf].reason in told for each in found)


def _on_its_words(answer: Answer, suggestion: Suggestion) -> bool:
    return any(
        leaf == suggestion.leaf and start < suggestion.end and suggestion.start < end
        for leaf, (start, end) in answer.tells
    )
