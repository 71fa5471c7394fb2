"""The picture of a figure: where the dot and the line lie, and what is said of them."""

import re
from xml.etree import ElementTree

import pytest

from gametape.patterns.drawing import Scale, differences, dot_and_interval, in_words, signed
from gametape.patterns.results import Effect

RATES = Scale(0.0, 1.0, 0.5, ("0", "50", "100%"))
SVG = "{http://www.w3.org/2000/svg}"


def effect(difference=0.18, interval=(0.05, 0.30)):
    return Effect(50, 31, 0.62, 0.62 - difference, 300, difference, interval, "Newcombe, 95 %")


def drawn(value=0.62, interval=(0.48, 0.74), scale=RATES, **more):
    said = {"title": "Not there", "desc": "62 points"} | more
    return ElementTree.fromstring(dot_and_interval(value, interval, scale, **said))


class TestADotAndItsInterval:
    def test_lie_where_the_figures_are(self):
        picture = drawn()
        run = picture.find(f"{SVG}line[@class='run']")
        assert picture.find(f"{SVG}circle").get("cx") == "62.00%"
        assert (run.get("x1"), run.get("x2")) == ("48.00%", "74.00%")

    def test_are_said_too(self):
        picture = drawn()
        assert picture.get("role") == "img"
        assert picture.find(f"{SVG}title").text == "Not there"
        assert picture.find(f"{SVG}desc").text == "62 points"

    def test_whatever_a_file_calls_its_values(self):
        assert drawn(title="<script>&\"'</script>").find(f"{SVG}title").text == "<script>&\"'</script>"

    def test_have_no_colour_of_their_own(self):
        assert not re.search("#[0-9a-f]{3}", dot_and_interval(0.5, (0.4, 0.6), RATES, title="", desc=""))

    def test_what_lies_outside_of_the_scale_is_put_at_its_end(self):
        assert drawn(value=1.4).find(f"{SVG}circle").get("cx") == "100.00%"


class TestOneScaleForSeveralDifferences:
    def test_ends_at_whole_tens_and_holds_all_of_them(self):
        scale = differences([effect(), effect(0.2, (-0.02, 0.41))])
        assert (scale.low, scale.high) == pytest.approx((-0.1, 0.5))
        assert scale.names == ("−10", "as elsewhere", "+50 points")

    def test_begins_at_no_difference_where_all_are_above_it(self):
        scale = differences([effect()])
        assert (scale.low, scale.high) == (0, pytest.approx(0.3))
        assert [text.text for text in drawn(scale=scale).findall(f"{SVG}text")] == ["as elsewhere", "+30 points"]

    def test_leaves_room_for_its_words_where_nearly_all_are_below(self):
        scale = differences([effect(-0.5, (-0.8, -0.1))])
        assert float(scale.place(0)[:-1]) <= 67

    def test_of_nothing_is_a_scale_all_the_same(self):
        assert differences([]).high > differences([]).low


class TestInWords:
    def test_more(self):
        assert in_words(effect()) == "18 points more than elsewhere; it may be anything from 5 to 30"

    def test_fewer(self):
        words = in_words(effect(-0.012, (-0.2, 0.171)))
        assert words == "1 point fewer than elsewhere; it may be anything from −20 to 17"

    @pytest.mark.parametrize(("share", "text"), [(0.3, "+30"), (-0.104, "−10"), (0.001, "0"), (-0.001, "0")])
    def test_a_sign_for_what_is_not_nothing(self, share, text):
        assert signed(share) == text
