"""What belongs to an item: monthly reports, yearly plans, funding, milestones, readings; and the report month."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PARTS: dict[str, tuple[str, str]] = {  # table → its texts and its integers
    "month": (
        "month progress_text problems next_steps coordination",
        "invested_month invested_year invested_total progress_percent has_started has_finished in_statistics",
    ),
    "year": (
        "year_class",
        "year annual_plan plan_01 plan_02 plan_03 plan_04 plan_05 plan_06 plan_07 plan_08 plan_09 plan_10 plan_11 plan_12",
    ),
    "funding": ("source", "approved arrived paid"),
    "milestone": ("step step_class planned actual note", ""),
    "reading": ("at figure note", ""),
}
KEYS = {"month": "month", "year": "year", "funding": "source", "milestone": "step", "reading": "at"}


def upgrade() -> None:
    for table, (texts, integers) in PARTS.items():
        key = KEYS[table]
        op.create_table(
            table,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column(
                "item",
                sa.Integer,
                sa.ForeignKey("item.id", name=f"fk_{table}_item", deferrable=True, initially="DEFERRED"),
                nullable=False,
            ),
            *(sa.Column(name, sa.Text, nullable=name != key) for name in texts.split()),
            *(sa.Column(name, sa.Integer, nullable=name != key) for name in integers.split()),
        )
        op.create_index(f"ix_{table}_item_{key}", table, ["item", key], unique=True)
    op.create_index("ix_change_owner", "change", ["new"], sqlite_where=sa.text("field = 'item'"))
    op.add_column("portfolio", sa.Column("report_month", sa.Text))
