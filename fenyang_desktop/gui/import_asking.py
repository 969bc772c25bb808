"""接受全部: how much would be taken over of all files, for a person to agree to."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_queue import Offer
from fenyang_desktop.gui.import_state import IN_VIEW, State
from fenyang_desktop.services.taking import doubts_chosen, figures, taken_text


def agrees_to(offer: Offer, entries: Sequence[Entry], window: QWidget) -> bool:
    """Ask whether what is offered of these files is to be taken over."""
    box = QMessageBox(QMessageBox.Icon.Question, "接受全部", offer_text(offer, entries), parent=window)
    agree = box.addButton("接受", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree)
    box.exec()
    agreed = box.clickedButton() is agree
    box.deleteLater()
    return agreed


def offer_text(offer: Offer, entries: Sequence[Entry]) -> str:
    """What would be written of the files, and what would not."""
    chosen = [(accepted.preview, accepted.values) for accepted in offer.values()]
    left = sum(entry.counts.waiting for entry in entries if entry.state in IN_VIEW)
    left -= sum(doubts_chosen(preview, values) for preview, values in chosen)
    unread = sum(entry.state in (State.WAITING, State.READING) for entry in entries)
    lines = [f"接受 {len(offer):,} 个文件中有把握的改动：{taken_text(figures(chosen))}。"]
    lines += [f"存疑、冲突、有问题的 {left:,} 处不导入，留在各文件里待看。"] if left else []
    lines += [f"还没有读完的 {unread:,} 个文件不在内。"] if unread else []
    return "\n".join([*lines, "每个文件是一次操作，可以分别撤销。"])
