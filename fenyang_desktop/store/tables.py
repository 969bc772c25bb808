"""The tables. Those of items and their records are read off the field lists; the migrations in `db/` build the same by hand."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    text,
)
from sqlalchemy.types import UserDefinedType

from fenyang_desktop.domain.fields import FIELDS, Field, Type
from fenyang_desktop.domain.parts import ITEM_ID, PART_KINDS, PartKind
from fenyang_desktop.domain.return_records import FREE_KINDS, FreeKind

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class AsIs(UserDefinedType[int | str]):
    """A column that keeps int and str apart: BLOB is the one SQLite affinity that converts nothing."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "BLOB"


_INTEGERS = frozenset({Type.MONEY, Type.PERCENT, Type.BOOL, Type.PARENT, Type.YEAR})
_REQUIRED = frozenset({"kind", "name"})


def _column(field: Field, *, required: bool) -> "Column[int] | Column[str]":
    if field.type is Type.PARENT:
        return Column(
            field.key, Integer, ForeignKey("item.id", deferrable=True, initially="DEFERRED"), nullable=True, index=True
        )
    if field.type in _INTEGERS:
        return Column(field.key, Integer, nullable=not required)
    return Column(field.key, Text, nullable=not required)


item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    *(_column(field, required=field.key in _REQUIRED) for field in FIELDS),
)


def _part_table(kind: PartKind) -> Table[Any]:
    """The records of one kind: of an item, and one for each key."""
    above = Column(ITEM_ID, Integer, ForeignKey("item.id", deferrable=True, initially="DEFERRED"), nullable=False)
    columns = [_column(field, required=field is kind.key) for field in kind.fields]
    table = Table(kind.entity, metadata, Column("id", Integer, primary_key=True), above, *columns)
    Index(f"ix_{kind.entity}_{ITEM_ID}_{kind.key.key}", above, columns[0], unique=True)
    return table


def _free_table(kind: FreeKind) -> Table[Any]:
    """The records of a kind that belong to no item: one for each key."""
    columns = [_column(field, required=field is kind.fields[0]) for field in kind.fields]
    if kind.owner:
        above = ForeignKey(f"{kind.owner}.id", deferrable=True, initially="DEFERRED")
        columns.insert(0, Column(kind.owner, Integer, above, nullable=False))
    table = Table(kind.entity, metadata, Column("id", Integer, primary_key=True), *columns)
    Index(f"ix_{kind.entity}_{'_'.join(kind.keys)}", *(table.c[key] for key in kind.keys), unique=True)
    return table


class PortfolioColumns(TypedColumns):
    """One row: the file itself. `reference_date` is ISO, or null to follow the calendar; `report_month` or that of the date;
    `due_rule` as `domain.returning` writes it."""

    id: Named[int] = Column(Integer, CheckConstraint("id = 1", name="single"), primary_key=True)
    title: Named[str] = Column(Text)
    reference_date: Named[str | None] = Column(Text)
    report_month: Named[str | None] = Column(Text)
    due_rule: Named[str | None] = Column(Text)


class CloseColumns(TypedColumns):
    """A month that was closed; see `domain.closing.Close`."""

    id: Named[int] = Column(Integer, primary_key=True)
    month: Named[str] = Column(Text, index=True, unique=True)
    state: Named[str] = Column(Text)
    closed_at: Named[int] = Column(Integer)
    reference_date: Named[str] = Column(Text)
    due_days: Named[int] = Column(Integer)


class ChangeSetColumns(TypedColumns):
    """One user action. `at` is UTC in ISO form; `reason` is null where none was given."""

    id: Named[int] = Column(Integer, primary_key=True)
    at: Named[str] = Column(Text)
    author: Named[str] = Column(Text)
    action: Named[str] = Column(Text)
    title: Named[str] = Column(Text)
    reverts: Named[int | None] = Column(Integer, ForeignKey("change_set.id"))
    reason: Named[str | None] = Column(Text)


class ChangeColumns(TypedColumns):
    """One value that changed, and the cell that it came from."""

    id: Named[int] = Column(Integer, primary_key=True)
    set_id: Named[int] = Column(Integer, ForeignKey("change_set.id"), index=True)
    entity: Named[str] = Column(Text)
    entity_id: Named[int] = Column(Integer)
    field: Named[str] = Column(Text)
    old: Named[int | str | None] = Column(AsIs)
    new: Named[int | str | None] = Column(AsIs)
    file: Named[str | None] = Column(Text)
    sheet: Named[str | None] = Column(Text)
    cell: Named[str | None] = Column(Text)


class ReceiptColumns(TypedColumns):
    """What is kept of an import. `senders` and `left_columns` are JSON; `digest` is SHA-256 in hex, "" without a file."""

    set_id: Named[int] = Column(Integer, ForeignKey("change_set.id"), primary_key=True)
    file: Named[str] = Column(Text)
    digest: Named[str] = Column(Text, index=True)
    size: Named[int] = Column(Integer)
    senders: Named[str] = Column(Text)
    left_columns: Named[str] = Column(Text)


parts = {kind.entity: _part_table(kind) for kind in PART_KINDS}
free = {kind.entity: _free_table(kind) for kind in FREE_KINDS}
portfolio = Table("portfolio", metadata, PortfolioColumns)
close = Table("close", metadata, CloseColumns)
change_set = Table("change_set", metadata, ChangeSetColumns)
change = Table("change", metadata, ChangeColumns)
receipt = Table("receipt", metadata, ReceiptColumns)
IS_OWNER = text(f"field = '{ITEM_ID}'")  # written out, or SQLite doesn't find the index
Index("ix_change_owner", change.c.new, sqlite_where=IS_OWNER)
Index("ix_change_entity_entity_id_field", change.c.entity, change.c.entity_id, change.c.field)
