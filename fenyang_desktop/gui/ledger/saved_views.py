"""The menu of saved views: switch, save, rename, delete."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QToolButton

from fenyang_desktop.gui.ledger.views import same_view, view_from_json, view_to_json
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import View

_LONGEST = 8  # characters of a view's name on its button; the menu has it whole


class SavedViews(QObject):
    """Views by name, shown in a button's menu. The view in force carries the name that it was saved under."""

    changed = Signal()

    def __init__(self, session: Session, button: QToolButton) -> None:
        super().__init__(button)
        self._session = session
        self._button = button
        self.views: list[View] = []
        button.menu().aboutToShow.connect(self._fill)
        session.arranged_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Name the view in force on the button; a mark says that it was changed since."""
        saved = self._find(self._session.view.name)
        changed = saved is not None and not same_view(saved, self._session.view)
        if saved is None:
            self._button.setText("视图 ▾")
            return
        name = saved.name if len(saved.name) <= _LONGEST else saved.name[: _LONGEST - 1] + "…"
        self._button.setText(f"视图：{name}{' *' if changed else ''} ▾")

    def to_json(self) -> list[dict[str, object]]:
        return [view_to_json(view) for view in self.views]

    def from_json(self, stored: object) -> None:
        found = [view_from_json(one) for one in stored] if isinstance(stored, list) else []
        self.views = [view for view in found if view is not None and view.name]
        self.refresh()

    def _find(self, name: str) -> View | None:
        return next((view for view in self.views if view.name == name), None) if name else None

    def _fill(self) -> None:
        menu, current = self._button.menu(), self._session.view
        menu.clear()
        saved = self._find(current.name)
        standard = menu.addAction("默认视图", self.show_standard)
        standard.setCheckable(True)
        standard.setChecked(saved is None and same_view(current, View()))
        for view in self.views:
            action = menu.addAction(view.name)
            action.setCheckable(True)
            action.setChecked(view is saved)
            action.triggered.connect(lambda _=False, view=view: self._session.set_view(view))
        menu.addSeparator()
        if saved is not None and not same_view(saved, current):
            menu.addAction(f"更新“{saved.name}”", lambda: self.save(saved.name))
        menu.addAction("另存为视图…", self._ask_save)
        if saved is not None:
            menu.addAction(f"重命名“{saved.name}”…", lambda: self._ask_rename(saved))
            menu.addAction(f"删除“{saved.name}”", lambda: self.delete(saved.name))

    def show_standard(self) -> None:
        self._session.set_view(View())

    def save(self, name: str) -> None:
        """Keep the view in force under a name; one of that name is replaced."""
        view = replace(self._session.view, name=name)
        if self._find(name) is None:
            self.views.append(view)
        else:
            self.views = [view if other.name == name else other for other in self.views]
        self._session.set_view(view)
        self.refresh()
        self.changed.emit()

    def rename(self, old: str, new: str) -> None:
        self.views = [replace(view, name=new) if view.name == old else view for view in self.views if view.name != new]
        self._session.change_view(name=new)
        self.refresh()
        self.changed.emit()

    def delete(self, name: str) -> None:
        self.views = [view for view in self.views if view.name != name]
        self._session.change_view(name="")
        self.refresh()
        self.changed.emit()

    def _ask_save(self) -> None:
        name = self._ask("另存为视图", "视图名称：", self._session.view.name)
        if name and self._may_take(name):
            self.save(name)

    def _ask_rename(self, view: View) -> None:
        name = self._ask("重命名视图", "新名称：", view.name)
        if name and name != view.name and self._may_take(name):
            self.rename(view.name, name)

    def _may_take(self, name: str) -> bool:
        """Whether no other view has this name, or the user gives that one up."""
        if self._find(name) is None:
            return True
        question = f"已经有视图“{name}”，要替换它吗？替换后不能撤销。"
        box = QMessageBox(QMessageBox.Icon.Question, "保存的视图", question, parent=self._button.window())
        agree = box.addButton("替换", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        return agreed

    def _ask(self, title: str, label: str, text: str) -> str:
        name, accepted = QInputDialog.getText(self._button.window(), title, label, QLineEdit.EchoMode.Normal, text)
        return name.strip() if accepted else ""
