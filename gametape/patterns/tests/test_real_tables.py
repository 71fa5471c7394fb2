"""On real tables: nothing where there is nothing, and no column that was filled in after the sale."""

import json

from gametape.project.cli import main
from tests.frame.skips import shared


def told(capsys, path, *more):
    assert main(["patterns", str(shared(path)), *more, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_where_there_is_no_signal_there_is_no_pattern(capsys):
    result = told(
        capsys,
        "deals/maven_crm/sales_pipeline.csv",
        *("--outcome", "deal_stage", "--won", "Won", "--lost", "Lost", "--depth", "3"),
        *("--leave-out", "close_value,close_date"),
    )
    assert result["n"] == 6711
    assert result["patterns"] == []
    assert {"sales_agent", "engage_date"} <= {one["column"] for one in result["left_out"]}


def test_columns_filled_in_after_the_sale_are_left_out_by_themselves(capsys):
    result = told(capsys, "deals/ibm_win_loss.csv.gz", "--outcome", "Opportunity Result", "--won", "Won")
    late = {one["column"] for one in result["left_out"] if one["why"].startswith("filled in after the sale")}
    assert late == {
        "Elapsed Days In Sales Stage",
        "Sales Stage Change Count",
        "Total Days Identified Through Closing",
        "Total Days Identified Through Qualified",
        "Ratio Days Identified To Total Days",
        "Ratio Days Validated To Total Days",
        "Ratio Days Qualified To Total Days",
    }
    assert 0 < len(result["patterns"]) <= 10
    assert all(one["held_out"]["interval"][0] > 0 for one in result["patterns"])
