"""How far a mailbox was read."""

from __future__ import annotations

from django.db import models

from gametape.common.clock import now


class Mailbox(models.Model):
    """`last_uid` moves in the transaction that hears the letter, so a process that dies between two letters goes on with
    the next. `uid_validity` is the server's own: where it changes, its numbers begin anew."""

    address = models.CharField(max_length=400, unique=True, help_text="user@host/folder, without the password")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address
