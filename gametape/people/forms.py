"""What people may change about themselves and their store."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gametape.people.models import Store, User

EARLIEST, LATEST = time(8), time(20)
LONGEST_HOLD = 240  # minutes
MOST_UNASKED = 20  # of a hundred


class AboutMe(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"name": _("What colleagues call you"), "email": _("E-mail, for signing in elsewhere and for alerts")}
        error_messages = {
            "name": {"required": _("What are you called? The name your colleagues use.")},
            "email": {
                "unique": _("Somebody here has this address already. Use another one."),
                "invalid": _("This is no whole e-mail address. It looks like name@example.com."),
            },
        }

    def clean_email(self) -> str | None:
        return (self.cleaned_data.get("email") or "").strip().lower() or None


class AboutStore(forms.ModelForm):
    class Meta:
        model = Store
        fields = ["name", "address", "zone", "state", "opens", "closes", "unasked_share", "hold_minutes"]
        labels = {
            "address": _("Postal address, shown to buyers"),
            "zone": _("Time zone, such as America/Chicago"),
            "state": _("US state, two letters"),
            "opens": _("Ask nobody before"),
            "closes": _("Ask nobody after"),
            "hold_minutes": _("Minutes a message sent from here is held first, for second thoughts (0 to 240)"),
            "unasked_share": _("Of 100 no-sales, leave unasked by lot, to compare (0 to 20; 0 is off)"),
        }
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in available_timezones():
            raise ValidationError(_("This is no time zone we know. Write it as continent and city: America/Chicago."))
        return zone

    def clean_state(self) -> str:
        state = str(self.cleaned_data.get("state") or "").strip().upper()
        if state and not (len(state) == 2 and state.isascii() and state.isalpha()):
            raise ValidationError(_("A state is two letters, such as MN. Outside the US leave it empty."))
        return state

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unasked_share"].required = self.fields["hold_minutes"].required = False
        if not settings.SENDERS:
            del self.fields["hold_minutes"]

    def clean_unasked_share(self) -> int:
        """An empty box leaves it as it is: nothing is switched off, or on, by the way."""
        share = self.cleaned_data.get("unasked_share")
        share = self.instance.unasked_share if share is None else int(share)
        if not 0 <= share <= MOST_UNASKED:
            raise ValidationError(_("At most 20 of a hundred. 0 asks everybody who may be asked."))
        return share

    def clean_hold_minutes(self) -> int:
        minutes = self.cleaned_data.get("hold_minutes")
        minutes = self.instance.hold_minutes if minutes is None else int(minutes)
        if not 0 <= minutes <= LONGEST_HOLD:
            raise ValidationError(_("At most 240 minutes. 0 holds nothing back."))
        return minutes

    def clean(self) -> dict[str, Any]:
        """Hours only narrow: nobody is asked before eight or after twenty, whatever a store would like (C01)."""
        found = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        for name, hour in (("opens", opens), ("closes", closes)):
            if hour and not EARLIEST <= hour <= LATEST:
                self.add_error(name, _("Asking hours lie between 8:00 and 20:00. Pick hours inside that."))
        if opens and closes and opens >= closes:
            self.add_error("closes", _("The first hour for asking has to be before the last. Turn them round."))
        return found
