"""The record of each import: its file, who reported it, and the columns that were not taken over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("set_id", sa.Integer, sa.ForeignKey("change_set.id", name="fk_receipt_set_id"), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("senders", sa.Text, nullable=False),
        sa.Column("left_columns", sa.Text, nullable=False),
    )
    op.create_index("ix_receipt_digest", "receipt", ["digest"])
