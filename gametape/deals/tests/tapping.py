"""A form as a browser without script sends it: what is filled in by default, and the one button that was tapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words

    def tapped(self, words: str, **typed: str) -> dict[str, str]:
        """What is sent when the button with these words is tapped, after typing or picking `typed`."""
        name, value = next((name, value) for name, value, said in self.buttons if said == words)
        return {**self.fields, **typed, **({name: value} if name else {})}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False
        self.button: tuple[str, str] | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(a.get("action", ""), a.get("method", "get")))
            self.inside = True
        elif self.inside and tag == "input":
            self._input(a, "checked" in a)
        elif self.inside and tag == "textarea":
            self.text = a["name"]
            self.forms[-1].fields[self.text] = ""
        elif self.inside and tag == "button":
            self.button = (a.get("name", ""), a.get("value", ""))

    def _input(self, a: dict[str, str], checked: bool) -> None:
        if a.get("type") not in ("radio", "checkbox") or checked:
            self.forms[-1].fields[a["name"]] = a.get("value", "on")

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.forms[-1].fields[self.text] += data
        elif self.button and data.strip():
            self.forms[-1].buttons.append((*self.button, data.strip()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "button":
            self.button = None
        elif tag == "textarea":
            self.text = None


def forms_on(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_with(page: str, button: str) -> Form:
    """The first form that has a button with these words."""
    return next(form for form in forms_on(page) if any(said == button for *_, said in form.buttons))
