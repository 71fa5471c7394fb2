"""A buyer in a process of its own, made to be killed while it sends its thoughts, ten to an ask. See `tests.mortal`."""

import django

django.setup()

from gametape.ask import answering, visiting  # noqa: E402
from gametape.ask.answering import Rest  # noqa: E402
from gametape.ask.models import Ask  # noqa: E402
from tests.mortal import main  # noqa: E402

EACH = 10
VISITOR = "sams-own-phone-1"
CARD = "4111 1111 1111 1111"


def thought(number: int) -> str:
    return f"Thought {number}: the wait was too long, and you kept my card {CARD}."


def send(number: int, asks: list[int]) -> None:
    ask = asks[number // EACH]
    words = thought(number)
    submission = visiting.submission_of(VISITOR, str(number), words)
    rest = Rest(closest=("EXPERIENCE",), wants_answer=number % 3 == 0)
    answering.send(
        Ask.objects.get(pk=ask), words=words, submission=submission, heard="page", visitor=VISITOR, rest=rest
    )


if __name__ == "__main__":
    main(send)
