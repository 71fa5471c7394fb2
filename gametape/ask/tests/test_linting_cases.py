"""Every template we ship is clean, and every bad case of `lint_cases.yaml` is caught."""

from importlib.resources import files

import pytest
import yaml

from gametape.ask.linting import Draft, lint

NAMES = {"buyer": "Sam", "sender": "Dana", "business": "Lakeside RV"}


def _table(name):
    return yaml.safe_load(files("gametape.ask").joinpath(name).read_text("utf-8"))


# Those that tell of a change wait for the one sentence that nobody can write for the manager; see test_wording.
TEMPLATES = [row for row in _table("wording_templates.yaml")["templates"] if row["scope"] != "changed"]
BAD = _table("lint_cases.yaml")["bad"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["id"])
@pytest.mark.parametrize("business", ["Lakeside RV", "Northfield Systems", "Best Price Boats, Inc."])
def test_a_shipped_template_has_no_block_and_no_warning(template, business):
    text = template["text"].format(**{**NAMES, "business": business})
    report = lint(
        Draft(
            text,
            channel=template["channel"],
            scope=template["scope"],
            sender="Dana",
            business=business,
            subject=template.get("subject"),
        )
    )
    assert [finding for finding in report.findings if finding.severity != "hint"] == []


@pytest.mark.parametrize("case", BAD, ids=lambda case: "+".join(case["want"]) + " " + case["text"][:30])
def test_a_bad_case_trips_its_rules(case):
    report = lint(
        Draft(
            case["text"],
            channel=case["channel"],
            scope=case["scope"],
            sender="",
            business="",
            subject=case.get("subject"),
        )
    )
    assert {finding.id for finding in report.findings} >= set(case["want"])


def test_one_template_hopes_to_do_business_one_day():
    assert [template["id"] for template in TEMPLATES if template.get("hope")]


def test_a_template_says_each_part_of_an_honest_ask():
    template = next(template for template in TEMPLATES if template["id"] == "sms_24h")
    report = lint(Draft(template["text"].format(**NAMES), channel="sms", sender="Dana", business="Lakeside RV"))
    assert report.said == ("thanks", "decision", "ownership", "freedom")
