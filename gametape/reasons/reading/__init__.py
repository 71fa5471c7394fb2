"""Reading an answer: whether it is one, in which language, and at most three reasons, each under the words it rests on."""

from gametape.reasons.reading.engines import ENGINES, engine
from gametape.reasons.reading.reader import Heard, Reader
from gametape.reasons.reading.suggesting import Suggestion

__all__ = ["ENGINES", "Heard", "Reader", "Suggestion", "engine"]
