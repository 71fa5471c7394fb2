"""The one family of errors a person can fix.

A verb that cannot do what was asked raises a `Refusal` with a whole sentence that names the next step. Every edge
(page, command, worker) knows how to show one, so nobody writes an error page twice.
"""

from __future__ import annotations


class Refusal(Exception):
    """`say` is shown to the person as it is; `field` is the form field it is about; `status` the HTTP status."""

    def __init__(self, say: str, *, field: str | None = None, status: int = 422) -> None:
        super().__init__(say)
        self.say = say
        self.field = field
        self.status = status


class NotYours(Refusal):
    """There is no such thing for this person. Shown as a 404, so that a guess learns nothing."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing here for you. Go back to your first page and open it from there.", status=404
        )
