"""A report on a table in words: short, calm, and no more certain than it is."""

from __future__ import annotations

from gametape.common.counting import wilson
from gametape.win_probability.estimating import FEW
from gametape.win_probability.late_columns import LEFT_OUT, SUSPECT
from gametape.win_probability.table_judging import MOST_ROWS_WITH_LATE, TOO_GOOD, WENT_ALONG, Ordered, Report

DO_NOT_TELL = "These records do not tell who buys"


def verdict(report: Report) -> str:
    """The sentences a person should read first."""
    return " ".join([_main(report), *_too_good(report), *([] if report.ordered is None else _ordered(report.ordered))])


def _main(report: Report) -> str:
    share = f"{report.base_rate:.0%} of {report.n:,} closed deals were won ({wilson(report.won, report.n)})"
    if not report.tells:
        few = " Below 100 closed deals little more can be said." if report.n < FEW else ""
        return f"{DO_NOT_TELL}: out of sample no column beats the plain share. {share}.{few}"
    saved = report.base_loss - report.random.log_loss
    return (
        f"These records tell something about who buys: AUC {report.random.auc:.2f} on deals not used to fit, "
        f"log-loss {report.random.log_loss:.3f} against {report.base_loss:.3f} of the plain share ({saved:.3f} less). {share}."
    )


def _too_good(report: Report) -> list[str]:
    said = []
    if report.with_late is not None:
        late = sum(one.late and one.status == LEFT_OUT for one in report.findings)
        what = "1 column was" if late == 1 else f"{late} columns were"
        some = f" (on {MOST_ROWS_WITH_LATE:,} of the deals)" if report.n > MOST_ROWS_WITH_LATE else ""
        them = "it" if late == 1 else "them"
        shown = f"{what} left out as filled in after the sale; with {them} in, the AUC would seem to be {report.with_late:.2f}{some}"
        too_good = report.with_late >= TOO_GOOD or report.with_late > report.random.auc + 0.05
        said.append(f"{shown}, too good to be true." if too_good else f"{shown}.")
    if report.random.auc >= TOO_GOOD:
        said.append(
            f"An AUC of {report.random.auc:.2f} is too good to be true of what is known before a sale: look for a column that was "
            "filled in after it, and leave it out."
        )
    return said


def _ordered(ordered: Ordered) -> list[str]:
    said = [
        f"Fitted on the past and judged on the newest {ordered.n:,} deals, AUC {ordered.measures.auc:.2f}."
        if ordered.tells
        else "Fitted on the past, they do not tell who buys among the newest deals: the plain share does as well."
    ]
    if ordered.moved:
        said.append(
            f"The share of won deals moved from {ordered.past_rate:.0%} to {ordered.newest_rate:.0%}; older chances do not fit today."
        )
    return said


def text(report: Report, ids: list[str]) -> str:
    """The report for people; ends with a line break."""
    lines = [verdict(report), ""]
    measures = report.random
    lines.append(
        f"Model: {report.model}. AUC {measures.auc:.3f}, log-loss {measures.log_loss:.3f}, Brier {measures.brier:.3f}, ECE {measures.ece:.3f}."
    )
    if report.still_open:
        lines.append(f"{report.still_open:,} open deals are scored and not learned from.")
    for status, heading in ((LEFT_OUT, "Left out"), (SUSPECT, "To look at (used)")):
        chosen = [one for one in report.findings if one.status == status]
        if chosen:
            lines += ["", f"{heading}:", *(f"  {one.column}: {one.why}. {one.evidence}" for one in chosen)]
    if report.surprises:
        lines += ["", "Losses that had the best chances:"]
        lines += [f"  {ids[one.row]}: {one.probability:.0%}{_because(one.reasons)}" for one in report.surprises[:5]]
    lines += ["", "Associations in closed deals, not causes. Not for judging people."]
    return "\n".join(lines) + "\n"


def _because(reasons: tuple[str, ...]) -> str:
    said = "; ".join(reason.removesuffix(WENT_ALONG) for reason in reasons)
    return f"{WENT_ALONG.removeprefix(',')}: {said}".replace(" which", "; what", 1) if reasons else ""
