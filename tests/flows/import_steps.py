"""What tests of the import do: write a sheet, look at what it would change, pick out a row."""

from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services import importing

HEADER = ["编号", "项目名称", "类别", "所属项目包", "总投资(万元)", "阶段", "完成时限", "责任单位"]


READER = Reader()


def preview_import(workspace, path, progress=None):
    return importing.preview_import(workspace, path, READER, progress)


def everything(workspace):
    return workspace.items(), workspace.sets()


def item(workspace, name):
    (found,) = [one for one in workspace.items() if one.name == name]
    return found


def only_row(preview):
    (row,) = preview.rows()
    return row


def changed(row):
    return {change.field: change.new for change in row.changes}
