"""The months that were closed, and the reason that an action was given."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "close",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("closed_at", sa.Integer, nullable=False),
        sa.Column("reference_date", sa.Text, nullable=False),
        sa.Column("due_days", sa.Integer, nullable=False),
    )
    op.create_index("ix_close_month", "close", ["month"], unique=True)
    op.add_column("change_set", sa.Column("reason", sa.Text))
