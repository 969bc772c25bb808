"""Items, the file's own row, and the history of change sets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXTS = (
    "section paragraph project_code stage action quantities amount_word amount_qualifier start deadline finished "
    "progress_text problems next_steps target_value target_unit target_bound lead_unit units owner_unit leaders note"
).split()
INTEGERS = "total_investment in_totals annual_plan invested_year invested_total progress_percent".split()


def upgrade() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column(
            "parent",
            sa.Integer,
            sa.ForeignKey("item.id", name="fk_item_parent", deferrable=True, initially="DEFERRED"),
        ),
        *(sa.Column(name, sa.Text) for name in TEXTS),
        *(sa.Column(name, sa.Integer) for name in INTEGERS),
    )
    op.create_index("ix_item_parent", "item", ["parent"])
    op.create_table(
        "portfolio",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("reference_date", sa.Text),
        sa.CheckConstraint("id = 1", name="ck_portfolio_single"),
    )
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("reverts", sa.Integer, sa.ForeignKey("change_set.id", name="fk_change_set_reverts")),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("change_set.id", name="fk_change_set_id"), nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("old", sa.BLOB),  # no affinity: int and str stay apart
        sa.Column("new", sa.BLOB),
        sa.Column("file", sa.Text),
        sa.Column("sheet", sa.Text),
        sa.Column("cell", sa.Text),
    )
    op.create_index("ix_change_set_id", "change", ["set_id"])
    op.create_index("ix_change_entity_entity_id_field", "change", ["entity", "entity_id", "field"])
