"""A result as an HTML file and as one sheet of PDF: the same figures, the same bytes, and no value of a table as markup."""

import json
import re
import time
from html.parser import HTMLParser

import pytest

from gametape.patterns.as_html import as_html
from gametape.patterns.as_pdf import SHEET, _sheet, as_pdf
from gametape.patterns.printing import clean, heading, opening, shortened, some, unbroken
from gametape.patterns.results import Condition, Effect, LeftOut, Pattern, Result
from gametape.patterns.tests.test_command import deals, patterns, rows_of  # noqa: F401 (a fixture)

HOSTILE = "</title></style><script>alert(1)</script> #panic() $x$ *b* _i_ \\ \" ' `c` @a <l> // ${x} \x00\x1b\ud800‮"
SENTENCE = (
    "Lost 62 % (31 of 50) against 44 % elsewhere. We looked at 1,819 conditions; a gap this size appears by chance in "
    "fewer than 5 of 100 such searches. An association, not a cause."
)


def pattern(*values, column="Region", like=()):
    effect = Effect(50, 31, 0.62, 0.44, 300, 0.18, (0.05, 0.30), "Newcombe, simultaneous over 1,819 conditions")
    return Pattern(tuple(Condition(column, "=", value) for value in values), effect, 1e-6, 0.01, None, SENTENCE, like)


def result(*some, exploratory=(), left_out=(), notes=(), looked_at=1819):
    return Result(
        350, 163, looked_at, 0.12, tuple(left_out), some, tuple(exploratory), "exact test, one-sided", tuple(notes)
    )


class Seen(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("href", "src", "style")]

    def handle_data(self, data):
        self.text += data


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))


class TestAPageOfItsOwn:
    def test_says_the_sentence_and_draws_it(self):
        seen = Seen(as_html(result(pattern("West"), pattern("North"))))
        assert seen.text.count(unbroken(SENTENCE)) == 2
        assert seen.tags.count("svg") == 2
        assert "18 points more than elsewhere; it may be anything from 5 to 30 (Newcombe" in seen.text
        assert (
            "350 closed deals, 163 lost (47\u00a0%). The smallest gap they could have told from luck: 12 points."
            in seen.text
        )

    def test_fetches_nothing_and_runs_nothing(self):
        page = as_html(result(pattern("West")))
        assert "default-src 'none'" in page
        assert {"script", "link", "img", "iframe"}.isdisjoint(Seen(page).tags)
        assert page.replace("http://www.w3.org/2000/svg", "").count("http") == 1  # http-equiv

    def test_what_the_table_says_is_text_wherever_it_stands(self):
        told = result(
            pattern(HOSTILE, column=HOSTILE, like=(HOSTILE,)),
            exploratory=[pattern(HOSTILE)],
            left_out=[LeftOut(HOSTILE, HOSTILE)],
            notes=[HOSTILE],
        )
        seen = Seen(as_html(told))
        assert "script" not in seen.tags
        assert seen.tags.count("style") == 1
        assert seen.text.count("<script>alert(1)</script> #panic()") == 9
        as_html(told).encode()

    def test_columns_that_were_not_looked_at_are_named_with_the_reason(self):
        assert "Owner: a person" in Seen(as_html(result(left_out=[LeftOut("Owner", "a person")]))).text

    def test_the_same_twice(self):
        assert as_html(result(pattern("West"))) == as_html(result(pattern("West")))


class TestOneSheet:
    def test_is_one_page(self):
        assert pages(as_pdf(result(pattern("West")))) == 1

    def test_the_same_bytes_whenever_it_is_made(self):
        first = as_pdf(result(pattern("West")))
        time.sleep(1.1)
        assert as_pdf(result(pattern("West"))) == first
        assert b"CreationDate" not in first

    def test_stays_one_page_with_as_much_as_there_can_be(self):
        long = pattern("W" * 500, "word " * 200, HOSTILE * 9, like=("l" * 300,) * 5)
        left_out = [LeftOut(f"column {n}", "why " * 90) for n in range(500)]
        told = result(*[long] * 10, exploratory=[long] * 10, left_out=left_out, notes=["a note " * 99] * 12)
        assert pages(as_pdf(told)) == 1

    def test_what_the_table_says_never_becomes_markup(self):
        told = result(
            pattern(HOSTILE, column=HOSTILE, like=(HOSTILE,)), left_out=[LeftOut(HOSTILE, HOSTILE)], notes=[HOSTILE]
        )
        assert pages(as_pdf(told)) == 1
        assert b"panic" not in SHEET

    @pytest.mark.parametrize("value", ["中文", "שלום", "\U0001f600", "\ue000", "e\u0301" * 40])
    def test_letters_that_the_machine_may_not_have(self, value):
        assert pages(as_pdf(result(pattern(value)))) == 1

    def test_has_the_figures_of_the_page(self):
        told = result(pattern("West"), left_out=[LeftOut("Owner", "a person")])
        sheet = json.dumps(_sheet(told), ensure_ascii=False)
        assert unbroken(SENTENCE) in sheet
        assert "18 points more than elsewhere; it may be anything from 5 to 30" in sheet
        assert "Not looked at: Owner." in sheet

    def test_says_how_many_hints_are_left_away(self):
        assert "And 3 more." in json.dumps(_sheet(result(exploratory=[pattern("a")] * 8)))


class TestWhereThereIsNoPattern:
    def test_it_says_so_and_how_big_a_gap_would_have_to_be(self):
        note = "No pattern holds. We looked at 40 conditions; the smallest gap is 12 points."
        seen = Seen(as_html(result(notes=[note], looked_at=40)))
        assert note in seen.text
        assert "svg" not in seen.tags
        assert pages(as_pdf(result(notes=[note], looked_at=40))) == 1

    def test_under_ten_deals_there_is_no_rate(self):
        assert opening(Result(3, 1, 0, None)) == "3 closed deals, 1 lost."

    @pytest.mark.parametrize(
        ("told", "say"),
        [
            (result(pattern("West")), "Where more deals are lost than elsewhere"),
            (result(pattern("West"), looked_at=1), "One question, one answer"),
            (result(), "No pattern holds"),
            (result(looked_at=0), "Too few deals to search"),
        ],
    )
    def test_the_heading_says_what_it_is(self, told, say):
        assert heading(told) == say
        assert f"<h1>{say}</h1>" in as_html(told)


class TestThroughTheCommand:
    @pytest.fixture
    def written(self, deals, tmp_path, capsys):  # noqa: F811
        def of(rows, *more):
            html, pdf = tmp_path / "out.html", tmp_path / "out.pdf"
            code, out, err = patterns(deals(rows), capsys, "--html", str(html), "--pdf", str(pdf), *more)
            assert (code, out, err) == (0, "", "")
            assert pages(pdf.read_bytes()) == 1
            return Seen(html.read_text(encoding="utf-8"))

        return of

    def test_a_hostile_name_and_a_hostile_value(self, written):
        rows = rows_of(900, lost=lambda deal: 0.75 if deal["Region"] == "None" else 0.35)
        bad = "<img src=x onerror=alert(1)>"
        seen = written([{bad: deal["Region"].replace("None", bad)} | deal | {"Region": ""} for deal in rows])
        assert f"{bad} = {bad}" in seen.text
        assert "img" not in seen.tags

    def test_one_question_of_a_small_table(self, written):
        rows = rows_of(120, lost=lambda deal: 0.9 if deal["Region"] == "West" else 0.1)
        seen = written(rows, "--question", "Region=West")
        assert "One question, one answer" in seen.text
        assert seen.tags.count("svg") == 1

    def test_three_rows(self, written):
        rows = rows_of(3)
        rows[0]["Stage"], rows[1]["Stage"] = "Won", "Lost"
        assert "Too few deals to search" in written(rows).text


def test_characters_that_are_none_are_shown_as_such():
    assert clean("a\x00b\ud800c\td") == "a�b�c\td"


def test_what_is_too_long_ends_in_dots():
    assert (shortened("abcdef", 4), shortened("abcd", 4)) == ("abc…", "abcd")


def test_of_too_many_names_the_first_stand_and_the_others_are_counted():
    assert some(["Owner", "Deal", "Stage"], 12) == "Owner; Deal; and 1 more"
    assert some(["Owner", "Deal"], 12) == "Owner; Deal"
    assert some(["a name too long"], 6) == "a nam…"


def test_a_number_and_its_per_cent_sign_stay_on_one_line():
    assert unbroken("Lost 62 % (31 of 50)") == "Lost 62\u00a0% (31 of 50)"
