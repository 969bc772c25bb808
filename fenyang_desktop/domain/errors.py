"""The faults that a user can mend. Everything else that is raised is a bug.

A `UserError` carries a code and facts; its Chinese sentence is made here and nowhere else, and always says what
to do next.
"""

MESSAGES = {
    "file_missing": "找不到文件“{file}”，请检查文件名和位置。",
    "file_unreadable": "无法读取“{file}”（{reason}），请确认文件没有被其他程序独占、您有读取权限后再试。",
    "file_not_writable": "无法写入“{file}”，它可能正被 Excel 或 WPS 打开，请先关闭该文件，或另存为其他名称。",
    "file_encrypted": "“{file}”设有打开密码，请在 Excel 或 WPS 中去掉密码、保存后再导入。",
    "file_broken": "“{file}”已损坏，无法完整读取（{reason}），请让填报单位重新保存后再发一份。",
    "file_not_sheet": "“{file}”不是可以导入的表格（看内容是{found}），请另存为 .xlsx 或 .csv 后再导入。",
    "file_empty": "“{file}”是空文件，里面什么也没有，请让填报单位重新发一份。",
    "file_too_large": "“{file}”太大（{size}，上限 {limit}），请只保留需要导入的工作表后再试。",
    "sheet_too_big": "“{file}”的工作表“{sheet}”太大（到{place}为止，{what}已超过 {limit}），请删去不需要的行、列或工作表，保存后再导入。",
    "file_too_slow": "“{file}”读了 {seconds} 秒还没有读完，已经停止；请只保留需要导入的工作表，另存为 .xlsx 后再试。",
    "file_too_complex": "“{file}”太复杂（{what}超过上限 {limit}），已经停止读取；请只保留需要导入的工作表，另存为 .xlsx 后再试。",
    "reader_died": "读取“{file}”时读取程序意外中止，什么也没有导入；请在 Excel 或 WPS 中打开它，另存为 .xlsx 后再试。",
    "reader_blocked": "无法启动读取“{file}”的程序（{reason}），请检查安全软件是否拦截了本程序，重新启动后再试。",
    "same_file": "“{file}”就是现在打开的台账，请换一个文件名。",
    "file_exists": "“{file}”已经存在，没有改动它；请换一个文件名。",
    "source_file": "“{file}”是报来的原表，没有改动它；请换一个文件名。",
    "nothing_to_annotate": "“{file}”没有需要对方更正或核对的地方，没有另存批注副本。",
    "no_table": "“{file}”中没有找到带表头的项目表，请确认有一行表头，且含“名称”或“项目名称”列。",
    "no_list": "“{file}”没有导入：{why}。",
    "portfolio_missing": "找不到台账文件“{file}”，请检查位置，或用“新建”另建一个。",
    "not_portfolio": "“{file}”不是本程序的台账文件，请重新选择；要导入表格请用“导入”。",
    "portfolio_broken": "台账文件“{file}”已损坏（{reason}），没有改动它；请用“恢复”从最近的备份打开。",
    "portfolio_newer": "台账文件“{file}”由较新版本的程序保存（数据版本 {found}，本程序支持到 {known}），请先升级程序。",
    "portfolio_in_use": "台账文件“{file}”正由 {holder}打开，请等对方关闭，或以只读方式打开。",
    "portfolio_not_writable": "台账文件“{file}”打不开或不能写入，请检查它是否还在、所在文件夹是否允许写入，或换一个位置，或以只读方式打开。",
    "disk_fault": "读写台账文件“{file}”时磁盘出错，请检查磁盘、U 盘或网络连接后再试；没有写完的改动不会留在台账里。",
    "portfolio_closed": "台账文件“{file}”已经关闭，本次没有改动任何内容，请重新打开后再试。",
    "portfolio_busy": "台账文件“{file}”正被另一个程序写入，请稍候再试；本次没有改动任何内容。",
    "read_only": "台账以只读方式打开，不能修改；请关闭另一个程序后重新打开。",
    "disk_full": "磁盘空间不足，“{file}”没有保存；请清理磁盘后再试，台账保持原样。",
    "layout_not_kept": "已经导入，只是没能记住这次改定的表格格式，下次来表请再改定一次；请检查磁盘空间和文件权限。",
    "conflict": "“{name}”的“{field}”已被改为“{current}”（原为“{expected}”），本次没有改动任何内容，请刷新后再试。",
    "part_missing": "这条{kind}已不存在，请刷新后再试。",
    "part_twice": "“{name}”的{kind}已经有了，请在那一行修改，或改填另一个。",
    "part_key_required": "{kind}的“{field}”不能为空，请填写。",
    "part_not_of_kind": "{label}没有{kind}，请另选一项。",
    "parts_left": "“{name}”还有{kind}没有一并删除，本次没有改动任何内容，请刷新后再试。",
    "item_missing": "编号 {id} 的项目已不存在，请刷新后再试。",
    "invalid_value": "“{field}”不能填“{text}”：{reason}",
    "name_required": "名称不能为空，请填写名称。",
    "parent_cycle": "“{name}”不能放在自己或自己的下级之下，请另选所属项目包。",
    "parent_unknown": "没有名为“{text}”的项目包，请先新增该项目包，或改填已有的名称。",
    "parent_ambiguous": "名为“{text}”的有 {count} 个，无法确定是哪一个，请改填编号。",
    "has_members": "“{name}”下还有 {count} 个下级，请一并选中后再删除，或先把它们移出。",
    "nothing_to_undo": "没有可以撤销的操作。",
    "nothing_to_redo": "没有可以重做的操作。",
    "bad_date": "日期“{text}”读不出来，请写成 2023-09-15 的样子。",
    "unknown_sheet": "没有名为“{kind}”的报表，可用的有：{known}。",
    "sheet_failed": "报表没有排版成功：{reason}",
    "print_failed": "打印机“{printer}”没有接受打印任务，请检查它是否开机、联网、有纸，或先另存为 PDF。",
    "unknown_format": "不支持输出“{suffix}”文件，请用 {known}。",
    "picture_too_tall": "{count} 行放不进一张 PNG 图片，请改用 PDF 或 SVG。",
    "folder_missing": "找不到文件夹“{folder}”，请换一个保存位置。",
    "folder_without_sheets": "文件夹“{folder}”里没有可以导入的表格（.xlsx、.xls、.et、.ods、.csv 等），请换一个文件夹。",
    "backup_missing": "还没有备份，程序会在每天第一次打开和升级前自动备份。",
    "backup_broken": "备份“{file}”没有通过检查，没有采用；请换一份较早的备份。",
    "name_unknown": "没有名称或编号为“{text}”的项目，请核对后再试（编号见 fenyang list）。",
    "name_ambiguous": "名称为“{text}”的不止一项（编号 {ids}），请改用编号。",
    "backup_unknown": "没有“{name}”这份备份，请填 1 到 {count} 的序号（见 fenyang backups），或备份文件的位置。",
    "portfolio_open": "台账文件“{file}”正被另一个窗口打开，无法替换，请先关闭它再试；台账保持原样。",
    "at_cell": "文件“{file}”工作表“{sheet}”单元格 {cell}：{what}",
    "cell_error": "单元格里是错误值 {text}，请在表中改正后再导入。",
    "cell_formula": "公式没有计算结果，请用 Excel 或 WPS 打开并保存一次后再导入。",
    "cell_long_number": "数字超过 15 位，表格软件已丢掉末尾的数字，请改成文本格式重新填写。",
    "cell_percent": "“{text}”可能是 {whole}% 也可能是 {small}%，请写上百分号。",
    "cell_year_month": "“{text}”分不清是 1 月还是 10 月，请写成“2023年10月”的样子。",
    "cell_scaled": "数字 {text} 的显示格式改变了单位，看到的和存的不一样，请改成普通数字格式后再导入。",
    "cell_direction": "单元格中有使文字倒排的不可见字符，看到的和存的不一样，请清空该单元格后重新输入。",
    "cell_date": "“{text}”不是有效的日期，请改成“2023-09-15”或“2023年10月底”的样子。",
    "cell_invalid": "“{field}”不能填“{text}”：{reason}请改正后再导入。",
    "cell_not_of_kind": "{kind}没有“{field}”这一项，请清空该单元格，或改正类别。",
    "columns_shared": "{headers}合并在一个单元格里，分不清各是多少，没有导入，请拆开填写。",
    "cell_shared": "第 {rows} 行的“{header}”合并在一个单元格里，分不清各项目是多少，没有导入，请拆开填写，或填在项目包一行。",
    "total_differs": "“{label}”的{what}写的是 {stated}，逐行读到的是 {found}，请核对有没有漏填、多填或没有读到的行。",
    "total_differs_hidden": "“{label}”的{what}写的是 {stated}，逐行读到的是 {found}；第 {rows} 行是隐藏行，没有计入，加上是 {more}，请核对隐藏行要不要算在内。",
    "too_many_tables": "这张工作表里的表太多，只读了前 {limit} 个；请分到几张工作表，或删去重复的表头再导入。",
    "header_unit": "表头“{text}”中的金额单位不认识，这一列没有导入，请改用元、万元或亿元。",
    "header_twice": "{columns}都对应“{field}”，这几列都没有导入，请只保留一列。",
    "row_unnamed": "这一行没有名称，也没有编号或项目代码，无法对应到项目，请补上名称。",
    "row_id_unknown": "台账中没有编号为“{text}”的项目，请改正编号；要新增请清空编号。",
    "row_id_gainsaid": "编号 {id} 是“{known}”，名称“{name}”却是编号 {other}，请改正其中一个；编号若只是序号，请清空。",
    "row_ambiguous": "台账中与“{name}”对应的不止一项（编号 {ids}），请在“编号”列填上要改的那一项。",
    "row_twice": "“{name}”与工作表“{sheet}”第 {row} 行对应同一项，请只保留一行。",
    "parent_self": "“{name}”不能放在自己之下，请改正所属项目包。",
    "parent_not_accepted": "“{name}”属于同一文件中的新项目包“{parent}”，但“{parent}”没有选中，请一并选中。",
    "new_twice": "“{name}”（编号 {id}）在预览之后已经新增，本次没有改动任何内容，请重新预览。",
    "row_continued": "这一行与上面的名称合并在一起，金额没有导入，请把同一项目的金额并到一行。",
    "text_too_long": "编号 {id} 的“{field}”有 {length} 个字，一个单元格最多 {limit} 个，请改存为 .csv，或缩短后再导出。",
    "file_not_kept": "“{file}”无法留存到文件夹“{folder}”（{reason}），没有导入，台账没有改动；请检查磁盘空间和写入权限后再试。",
    "not_an_import": "编号 {id} 的操作不是导入，不能撤回，请在修改记录中查看。",
    "import_not_standing": "这次导入已经撤销或撤回过，不用再撤回。",
    "import_with_parts": "这次导入还写入了月报等记录，不能单独撤回；请用“撤销”逐步退回，或在月报栏里修改。",
    "nothing_to_withdraw": "这次导入的值都已经改过或撤销过，没有可以撤回的内容。",
    "no_drawing": "甘特图没有画成：{what}",
    "no_data_folder": "数据文件夹“{folder}”无法建立（{reason}），请用 --portfolio 指定一个可以写入的位置。",
}


class UserError(Exception):
    """Something that the user can mend.

    `code` is a key of `MESSAGES`, `facts` fills its blanks; `str()` gives the whole Chinese sentence.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return MESSAGES[self.code].format(**self.facts)
