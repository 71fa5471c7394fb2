"""Reading the invented, hand-labelled messages in `data/`: what the model is fitted on and judged by."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "data"
FITTED_ON = HERE / "messages.txt"
KEPT_ASIDE = HERE / "kept_aside.txt"
VIRTUES = {"t": "thanks", "d": "decision", "f": "freedom", "o": "ownership", "c": "candour", "p": "promise"}
FLAWS = {
    "P": "pressure",
    "N": "nagging",
    "G": "guilt",
    "M": "flattery",
    "H": "hurt",
    "R": "reclose",
    "O": "offer",
    "K": "fishing",
    "B": "blame",
    "L": "guess",
    "D": "bashing",
    "S": "survey",
    "I": "reward",
    "C": "credit",
    "V": "private",
    "J": "justify",
}
UNLABELLED = "Q"
_SEGMENT = re.compile(r"(?:^|\s)/([A-Za-z_]+) ")


@dataclass(frozen=True)
class Segment:
    """One labelled sentence. `labels` are names of VIRTUES and FLAWS; `skipped` ones teach the model nothing."""

    text: str
    labels: frozenset[str]
    skipped: bool = False

    @property
    def flawed(self) -> bool:
        return bool(self.labels & set(FLAWS.values()))


@dataclass(frozen=True)
class Message:
    voice: str
    sender: str
    business: str
    segments: tuple[Segment, ...]
    channel: str = ""  # "" for loose sentences
    honest: bool = True

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


def _segment(tags: str, text: str) -> Segment:
    names = {**VIRTUES, **FLAWS}
    unknown = set(tags) - set(names) - {"_", UNLABELLED}
    if unknown:
        raise ValueError(f"Labels {sorted(unknown)} in {text!r} do not exist: the head of the file lists them.")
    return Segment(text.strip(), frozenset(names[tag] for tag in tags if tag in names), UNLABELLED in tags)


def segments(line: str) -> tuple[Segment, ...]:
    parts = _SEGMENT.split(line)
    return tuple(_segment(tags, text) for tags, text in zip(parts[1::2], parts[2::2], strict=True))


def messages(path: Path) -> list[Message]:
    """All messages and loose sentences of a labelled file, in order. Raises ValueError naming the line it cannot read."""
    found: list[Message] = []
    voice = sender = business = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, rest = line.partition(" ")
        if kind == "==":
            voice, sender, business = (part.strip() for part in rest.split("|"))
        elif kind == "=":
            found.append(Message(voice, sender, business, segments(rest)))
        elif kind in "+-":
            channel, _, body = rest.partition(":")
            found.append(Message(voice, sender, business, segments(body), channel.strip(), kind == "+"))
        else:
            raise ValueError(f"{path.name}, line {number}: starts with none of ==, =, +, -.")
    return found
