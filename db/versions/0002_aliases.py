"""The other names that an item goes by. A few files of version 0001 have the column already."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("item")}
    if "aliases" not in there:
        op.add_column("item", sa.Column("aliases", sa.Text))
