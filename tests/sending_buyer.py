"""A buyer in a process of its own, made to be killed: `python -m tests.sending_buyer`, on the database of the shell.

Reads `seconds first last ask ask ask …` from standard input, a line a life. For each it forks a child that sends the
thoughts first … last, ten to an ask, and prints each number once its sending is committed. After so many seconds the
child is killed with SIGKILL. "ended" closes a life; "ready" comes before the first.
"""

import os
import signal
import sys
import time

import django

django.setup()

from gametape.ask import answering, visiting  # noqa: E402
from gametape.ask.answering import Rest  # noqa: E402
from gametape.ask.models import Ask  # noqa: E402

EACH = 10
VISITOR = "sams-own-phone-1"
CARD = "4111 1111 1111 1111"


def thought(number: int) -> str:
    return f"Thought {number}: the wait was too long, and you kept my card {CARD}."


def send(number: int, ask: int) -> None:
    words = thought(number)
    submission = visiting.submission_of(VISITOR, str(number), words)
    rest = Rest(closest=("EXPERIENCE",), wants_answer=number % 3 == 0)
    answering.send(
        Ask.objects.get(pk=ask), words=words, submission=submission, heard="page", visitor=VISITOR, rest=rest
    )


def live(first: int, last: int, asks: list[int]) -> None:
    for number in range(first, last):
        send(number, asks[number // EACH])
        os.write(1, f"{number}\n".encode())  # one write, so that no kill leaves half a number


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        seconds, *numbers = line.split()
        first, last, *asks = map(int, numbers)
        child = os.fork()
        if not child:
            live(first, last, asks)
            os._exit(0)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
