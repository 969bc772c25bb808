"""The strip above a page that says what is shown instead of the present, and the way back."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from fenyang_desktop.gui.session import Session


class Strip(QFrame):
    """A sentence and a button back to now."""

    def __init__(self) -> None:
        super().__init__()
        self.said = QLabel()
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back = QPushButton("回到现在")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.addWidget(self.said, 1)
        row.addWidget(self.back)
        self.setFrameShape(QFrame.Shape.StyledPanel)


class PastStrip(Strip):
    """Stands above every page while a past state is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.back.clicked.connect(lambda: session.show_past(None))
        session.past_changed.connect(self._show)
        self.hide()

    def _show(self) -> None:
        past = self._session.past
        if past is not None:
            self.said.setText(f"{past.words}的台账，基准日 {past.on}，只能查看。")
        self.setVisible(past is not None)
