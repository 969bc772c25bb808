"""The ledger of returns: units with their names, one return of each unit and month, and by when returns are due."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("former", sa.Text),
    )
    op.create_index("ix_unit_name", "unit", ["name"], unique=True)
    op.create_table(
        "return",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "unit",
            sa.Integer,
            sa.ForeignKey("unit.id", name="fk_return_unit", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("month", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("state", "due", "received", "file", "reason")),
    )
    op.create_index("ix_return_unit_month", "return", ["unit", "month"], unique=True)
    op.add_column("portfolio", sa.Column("due_rule", sa.Text))
