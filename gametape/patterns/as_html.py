"""A result as one HTML file: nothing is fetched, nothing runs, and every text of the table stands in it as text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from gametape.patterns.drawing import Scale, differences, dot_and_interval, in_words
from gametape.patterns.printing import EXPLORATORY, clean, heading, opening, sure, unbroken
from gametape.patterns.results import Condition, LeftOut, Pattern, Result

STYLE = files("gametape.patterns").joinpath("paper.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Should a value of the table ever be taken for markup, it could neither run nor fetch."""


def as_html(result: Result) -> str:
    """A page of its own, from 320 px on, in the light and in the dark, and on paper."""
    parts = [
        _head(result),
        *([] if result.patterns else map(_paragraph, result.notes)),
        _patterns(result.patterns),
        _exploratory(result.exploratory),
        _left_out(result.left_out),
        _how(result),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(heading(result))}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _head(result: Result) -> str:
    return f"<h1>{escape(heading(result))}</h1>\n<p>{escape(unbroken(opening(result)))}</p>"


def _paragraph(text: str) -> str:
    return f'<p dir="auto">{escape(clean(text))}</p>'


def _patterns(patterns: tuple[Pattern, ...]) -> str:
    scale = differences(pattern.headline for pattern in patterns)
    return _listed("ol", (_pattern(pattern, scale) for pattern in patterns))


def _pattern(pattern: Pattern, scale: Scale) -> str:
    effect = pattern.headline
    picture = dot_and_interval(
        effect.difference, effect.interval, scale, title=clean(pattern.title), desc=f"{in_words(effect)}."
    )
    like = f"<p>Much the same deals: {_each(pattern.like, '; ')}.</p>" if pattern.like else ""
    return (
        f'<li class="row"><div><h2>{_title(pattern.conditions)}</h2>\n<p>{escape(unbroken(pattern.sentence))}</p>\n{picture}</div>\n'
        f'<div class="note"><p>{escape(sure(pattern))}</p>{like}</div></li>'
    )


def _exploratory(patterns: tuple[Pattern, ...]) -> str:
    items = (
        f"<li><h3>{_title(pattern.conditions)}</h3>\n<p>{escape(unbroken(pattern.sentence))}</p></li>"
        for pattern in patterns
    )
    return _section(EXPLORATORY, _listed("ul", items))


def _left_out(columns: tuple[LeftOut, ...]) -> str:
    items = (f"<li>{_own(one.column)}: {_own(one.why)}</li>" for one in columns)
    return _section("Not looked at", _listed("ul", items))


def _how(result: Result) -> str:
    method = f"<p>{escape(result.method[:1].upper() + result.method[1:])}.</p>\n<p>{escape(result.caveat)}</p>"
    notes = map(_paragraph, result.notes if result.patterns else ())
    return _section("How", "\n".join([*notes, *([method] if result.method else [])]))


def _section(name: str, content: str) -> str:
    return f'<section class="rule"><h2>{escape(name)}</h2>\n{content}</section>' if content else ""


def _listed(kind: str, items: Iterable[str]) -> str:
    content = "\n".join(items)
    return f"<{kind}>\n{content}\n</{kind}>" if content else ""


def _title(conditions: tuple[Condition, ...]) -> str:
    return _each(map(str, conditions), " and ")


def _each(texts: Iterable[str], between: str) -> str:
    return between.join(map(_own, texts))


def _own(text: str) -> str:
    """Text of the table, set apart so that its direction does not turn the words around it."""
    return f"<bdi>{escape(clean(text))}</bdi>"
