"""Adding a passkey: it lets one in by itself, unless one wants it as a second step after the password."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddPasskey(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it, such as “My phone”")
        alone = self.fields.get("passwordless")
        if alone is not None:
            alone.label, alone.initial = _("It lets me in without a password"), True
