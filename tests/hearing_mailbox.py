"""The worker in a process of its own, made to be killed while it reads a mailbox, two letters a look. See `tests.mortal`."""

import django

django.setup()

from gametape.connectors.imap.address import parsed  # noqa: E402
from gametape.connectors.imap.polling import look  # noqa: E402
from tests.mortal import main  # noqa: E402


def hear(_number: int, ids: list[int]) -> None:
    look(parsed(f"imap://answers%40lakeside:secret@127.0.0.1:{ids[0]}/INBOX"), most=2)


if __name__ == "__main__":
    main(hear)
