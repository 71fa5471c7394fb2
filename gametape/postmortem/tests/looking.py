"""Somebody looks at the tape: a browser without script, page after page, counting what it costs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gametape.deals.models import Loss

FIELD = re.compile(r"<(input)\b([^>]*)>()|<(select|textarea)\b([^>]*)>(.*?)</(?:select|textarea)>", re.DOTALL)
NAMED = re.compile(r'(\w+)(?:="([^"]*)")?')


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the first form as it stands, without any button."""
    form = page.split("<form", 2)[1]
    found: dict[str, str] = {}
    for hit in FIELD.finditer(form):
        tag, raw, inner = hit[1] or hit[4], hit[2] or hit[5] or "", hit[6] or ""
        known = dict(NAMED.findall(raw))
        name, value = known.get("name", ""), known.get("value", "")
        if tag == "textarea":
            value = inner[1:] if inner.startswith("\n") else inner
        elif tag == "select":
            options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
            value = next((key for key, picked in options if picked), options[0][0] if options else "")
        elif known.get("type") in ("radio", "checkbox") and "checked" not in known:
            continue
        if name:
            found[name] = unescape(value)
    return found


@dataclass
class Look:
    """One review by one browser. `screens` are the pages seen, `taps` buttons and choices, `keys` characters typed."""

    browser: Client
    loss: Loss
    screens: list[str] = field(default_factory=list)
    taps: int = 0
    keys: int = 0
    page: str = ""
    at: str = ""

    def open(self, path: str = "") -> HttpResponse:
        response = self.browser.get(path or reverse("tape", args=[self.loss.pk]), follow=True)
        return self._seen(response)

    def _seen(self, response: Any) -> HttpResponse:
        self.page, self.at = response.content.decode(), response.request["PATH_INFO"]
        self.screens.append(self.at)
        return response

    def settle(self, answer: str = "stings", *, path: str = "ten") -> HttpResponse:
        self.taps += 1 + (path != "ten")
        sent = {**fields_of(self.page), "path": path, "settle": answer}
        return self._seen(self.browser.post(reverse("tape", args=[self.loss.pk]), sent, follow=True))

    def send(self, act: str = "next", **typed: str) -> HttpResponse:
        """Fills in and taps one button; picks count as a tap each, words as their keys."""
        written = {name for name in typed if f'<textarea id="{name}"' in self.page or name.endswith("_saw")}
        self.taps += 1 + len(set(typed) - written)
        self.keys += sum(len(typed[name]) for name in written)
        sent = {**fields_of(self.page), **typed, "act": act}
        return self._seen(self.browser.post(self.at, sent, follow=True))
