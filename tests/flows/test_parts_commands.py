"""The commands about the records that belong to items."""

from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.workspace import Workspace


def test_history_names_the_record_of_an_item_that_was_changed(fenyang, small):
    workspace = Workspace.open(small)
    report_month(workspace, 3, "2023-09", {"invested_month": 1500_000_000})
    workspace.close()
    facts = fenyang("history", "--item", "第二污水处理厂", "--json", "--portfolio", small).json
    newest = facts[0]
    assert (newest["id"], newest["name"], newest["entity"], newest["record"]) == (
        3,
        "第二污水处理厂",
        "month",
        "2023年9月",
    )
    assert (newest["field"], newest["label"], newest["new"]) == ("invested_month", "本月完成投资(万元)", "1500")
    assert {fact["entity"] for fact in facts} == {"month", "item"}
    line = fenyang("history", "--portfolio", small).out.splitlines()[1]
    for part in ("第二污水处理厂 · 2023年9月", "本月完成投资(万元)", "1500"):
        assert part in line
    assert fenyang("undo", "--portfolio", small).code == 0
    assert fenyang("history", "--item", "3", "--portfolio", small).code == 0
