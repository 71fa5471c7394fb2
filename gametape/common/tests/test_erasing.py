"""A person is found in a text however they are spelled there, and nobody else is."""

import pytest

from gametape.common.erasing import Traces, traces

SAM = traces(
    [{"first_name": "Sam", "last_name": "Price", "company": "", "phone": "+16085550142", "email": "Sam@mail.example"}],
    records=["CRM-0042", ""],
)


@pytest.mark.parametrize(
    "text",
    [
        "Sam answered", "SAM answered", "for Sam’s trailer", "Mr. Price", "call 608-555-0142", "(608) 555-0142",
        "+1 608 555 0142", "16085550142", "6085550142,x", "608.555.0142", "write to sam@MAIL.example.", "see CRM-0042",
    ],
)  # fmt: skip
def test_they_are_found_and_cut_out(text):
    assert SAM.stand_in(text)
    cut = SAM.cut(text)
    assert not SAM.stand_in(cut)
    assert "the buyer" in cut


@pytest.mark.parametrize(
    "text",
    ["Samsung", "the price was too high", "608-555-01421", "2608 555 9142", "asam@mail.example", "CRM-00421", ""],
)
def test_somebody_else_is_not(text):
    assert not SAM.stand_in(text)
    assert SAM.cut(text) == text


def test_what_is_kept_as_json_is_cut_to_its_bottom():
    told = {"rows": [{"row": 3, "why": "Sam has no date"}], "n": 2, "none": None, "Sam": True}
    cut = {"rows": [{"row": 3, "why": "the buyer has no date"}], "n": 2, "none": None, "the buyer": True}
    assert SAM.cut(told) == cut


class TestARowOfAFile:
    def test_is_theirs_by_an_address_alone_or_by_both_names(self):
        assert SAM.reach(["x", "(608) 555-0142"])
        assert SAM.reach(["PRICE", "sam"])

    def test_is_not_theirs_by_a_first_name(self):
        assert not SAM.reach(["Sam", "Jones", "608-555-0143"])


def test_nobody_is_nowhere():
    nobody = traces([{"first_name": "", "last_name": "", "company": "", "phone": "", "email": ""}])
    assert not nobody
    assert not nobody.stand_in("anything")
    assert not nobody.reach(["a", "b"])
    assert nobody.cut("anything") == "anything"
    assert not Traces()
