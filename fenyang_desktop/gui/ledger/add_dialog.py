"""新增: asks for what an item needs to exist; the rest is filled in later."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, KIND_LABELS, Kind
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.gui.ledger.editors import Editor, make_editor
from fenyang_desktop.gui.ledger.entry import parent_choice, read_entry, reason_of
from fenyang_desktop.gui.session import Session

_NAMED = 3  # so many of the same name are listed
_ASKED = ("name", "parent", "section", "paragraph")


class AddDialog(QDialog):
    """`values` holds what was entered after it was accepted. The place of the current row is offered."""

    def __init__(self, session: Session, kind: Kind, beside: Item | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._kind = kind
        self.values: dict[str, Stored] = {}
        self.setWindowTitle(f"新增{KIND_LABELS[kind]}")
        self.editors: dict[str, Editor] = {}
        form = QFormLayout()
        for key in _ASKED:
            editor = make_editor(FIELD[key], session.listing, self)
            editor.setMinimumWidth(320)
            editor.load(self._offer(key, beside))
            self.editors[key] = editor
            form.addRow(FIELD[key].label, editor)
        self._named: dict[str, list[int]] | None = None  # plain name → ids, made at the first key
        self.namesake = QLabel(wordWrap=True)
        self.namesake.hide()
        form.insertRow(1, "", self.namesake)
        self.editors["name"].retyped.connect(self._tell_namesake)
        self._reason = QLabel(wordWrap=True)
        self._reason.hide()
        buttons = QDialogButtonBox()
        buttons.addButton("新增", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._reason)
        column.addWidget(buttons)

    def _offer(self, key: str, beside: Item | None) -> str:
        """A new item goes into the programme that is current, or stands beside the current item."""
        if beside is None or key == "name":
            return ""
        if key == "parent":
            above = beside.id if beside.kind is Kind.PROGRAMME and self._kind is not Kind.PROGRAMME else beside.parent
            return parent_choice(self._session.listing, above)
        return str(beside.get(key) or "")

    def _tell_namesake(self) -> None:
        """Say before it is added that the portfolio has an item of that name."""
        listing = self._session.listing
        if self._named is None:
            self._named = {}
            for item in listing.items:
                self._named.setdefault(plain_name(item.name), []).append(item.id)
        found = [listing.item(id) for id in self._named.get(plain_name(self.editors["name"].typed()), ())]
        which = "、".join(f"编号 {item.id}（{KIND_LABELS[item.kind]}）" for item in found[:_NAMED])
        more = f"等 {len(found)} 项" if len(found) > _NAMED else ""
        self.namesake.setText(f"台账里已有同名的 {which}{more}；不是同一项才需要新增。" if found else "")
        self.namesake.setVisible(bool(found))

    def _accept(self) -> None:
        values: dict[str, Stored] = {"kind": self._kind.value}
        for editor in self.editors.values():
            editor.mark("")
            try:
                values |= read_entry(
                    editor.field, editor.typed(), self._session.listing, self._session.reference_date.year
                )
            except UserError as error:
                editor.mark(reason_of(error))
                editor.setFocus()
                self._reason.setText(reason_of(error))
                self._reason.show()
                return
        self.values = {key: value for key, value in values.items() if value is not None}
        self.accept()
