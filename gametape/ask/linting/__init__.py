"""The lint of outgoing messages: is this an honest question, or a sale, a reproach, a plea?

from gametape.ask.linting import Draft, lint
report = lint(Draft("What did I miss?", channel="sms", sender="Dana", business="Lakeside RV"))
report.ok, report.findings, report.said
"""

from gametape.ask.linting.checking import lint
from gametape.ask.linting.findings import Draft, Finding, Report

__all__ = ["Draft", "Finding", "Report", "lint"]
