"""The one list of fields.

List columns, the form, filters, import mapping, export and printed columns are read off `FIELDS`; a new field is one
entry here and one migration. How each type is read, shown and sorted stands in `domain.values`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an item is; see the terms of the trade in the manual."""

    PROJECT = "project"
    PROGRAMME = "programme"
    TARGET = "target"
    TASK = "task"

    __hash__ = str.__hash__  # that of an enumeration is ten times as slow


KIND_LABELS = {
    Kind.PROJECT: "项目",
    Kind.PROGRAMME: "项目包",
    Kind.TARGET: "指标",
    Kind.TASK: "工作任务",
}

STAGES = ("储备", "签约", "前期", "新开工", "续建", "竣工", "投产/投用", "停工", "退库", "终止")
STAGE_WORDS = {  # what else sheets call them
    "在建": "续建", "续建(在建)": "续建", "新建": "新开工", "前期工作": "前期", "前期阶段": "前期", "谋划": "储备",
    "完工": "竣工", "已完工": "竣工", "已竣工": "竣工", "建成": "竣工", "已建成": "竣工",
    "已投产": "投产/投用", "已投用": "投产/投用", "投运": "投产/投用", "停建": "停工", "已停工": "停工",
}  # fmt: skip
FINISHED_STAGES = frozenset({"竣工", "投产/投用"})
CLOSED_STAGES = frozenset({"退库", "终止"})


class Type(StrEnum):
    """What a field holds; the stored form is given in brackets."""

    TEXT = "text"  # one line [str]
    LONG_TEXT = "long_text"  # several lines [str]
    CHOICE = "choice"  # one of Field.choices [str]
    LIST = "list"  # several names [str joined by 、]
    MONEY = "money"  # an amount [int 分]; shown in 万元
    DECIMAL = "decimal"  # an exact figure [str]
    PERCENT = "percent"  # [int, hundredths of a percentage point]
    DEADLINE = "deadline"  # date, precision and words [str, see domain.deadlines]
    BOOL = "bool"  # 是/否 [0 or 1]
    MONTH = "month"  # a report month [str, 2023-09]
    YEAR = "year"  # [int]
    PERIOD = "period"  # a month or a day [str, 2023-09 or 2023-09-15]
    KIND = "kind"  # a Kind [str]
    PARENT = "parent"  # the programme or project it belongs to [int id]

    __hash__ = str.__hash__


ALL = frozenset(Kind)
BUILT = frozenset({Kind.PROJECT, Kind.PROGRAMME})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item. `width` is in characters of the list and the sheet; `unit` is what its column says."""

    key: str
    label: str
    type: Type
    synonyms: tuple[str, ...] = ()
    kinds: frozenset[Kind] = ALL
    width: int = 12
    unit: str = ""
    choices: tuple[str, ...] = ()
    group: str = "基本情况"

    @property
    def header(self) -> str:
        """The label with its unit: 总投资(万元)."""
        return f"{self.label}({self.unit})" if self.unit else self.label


AMOUNT_WORDS = ("总投资", "投资", "投入", "总额")
SECTIONS_HINT = "重点工作领域"

FIELDS: tuple[Field, ...] = (
    Field("kind", "类别", Type.KIND, ("项目类别", "类型"), width=8),
    Field("name", "名称", Type.TEXT, ("项目名称", "任务名称", "指标名称", "工程名称"), width=30),
    Field("parent", "所属项目包", Type.PARENT, ("项目包", "专项", "所属专项"), width=24),
    Field(
        "section",
        "重点领域",
        Type.TEXT,
        (
            "领域",
            "板块",
            SECTIONS_HINT,
            "所属领域",
            "行业领域",
            "领域类别",
        ),
        width=14,
    ),
    Field("paragraph", "条目", Type.TEXT, ("报告条目",), width=18),
    Field(
        "project_code",
        "项目代码",
        Type.TEXT,
        (
            "投资项目统一代码",
            "统一代码",
            "项目编码",
            "投资项目代码",
            "项目统一代码",
            "统一项目代码",
            "项目代码(统一代码)",
            "国家编码",
        ),
        BUILT,
        24,
    ),
    Field(
        "stage",
        "阶段",
        Type.CHOICE,
        (
            "项目阶段",
            "建设阶段",
            "建设状态",
            "项目状态",
            "进展阶段",
            "当前阶段",
            "目前阶段",
        ),
        BUILT,
        8,
        choices=STAGES,
    ),
    Field("action", "年度动作", Type.TEXT, ("年度工作", "年度要求", "年度任务"), width=12),
    Field(
        "quantities",
        "主要数量",
        Type.TEXT,
        (
            "建设规模",
            "主要建设内容",
            "建设内容",
            "规模",
            "建设内容及规模",
            "建设规模及内容",
            "主要建设内容及规模",
            "建设规模及主要内容",
            "建设内容和规模",
            "主要建设规模",
            "建设规模和内容",
        ),
        width=24,
    ),
    Field(
        "total_investment",
        "总投资",
        Type.MONEY,
        (
            "计划总投资",
            "投资总额",
            "投资额",
            "总投资额",
            "概算总投资",
            "项目总投资",
            "估算总投资",
            "总投资估算",
            "总投资金额",
            "投资总规模",
            "总投资额度",
        ),
        BUILT | {Kind.TASK},
        12,
        "万元",
        group="投资",
    ),
    Field(
        "amount_word",
        "金额用语",
        Type.CHOICE,
        ("金额口径",),
        BUILT | {Kind.TASK},
        8,
        choices=AMOUNT_WORDS,
        group="投资",
    ),
    Field("amount_qualifier", "金额限定", Type.TEXT, (), BUILT | {Kind.TASK}, 8, group="投资"),
    Field("in_totals", "计入合计", Type.BOOL, (), BUILT | {Kind.TASK}, 8, group="投资"),
    Field(
        "annual_plan",
        "年度计划投资",
        Type.MONEY,
        (
            "年度计划",
            "本年计划投资",
            "年计划投资",
            "当年计划投资",
            "年度投资计划",
            "年度计划投资额",
            "年度计划完成投资",
            "年度投资目标",
            "年度目标投资",
            "年度投资",
        ),
        BUILT,
        12,
        "万元",
        group="投资",
    ),
    Field(
        "invested_year",
        "年内累计完成投资",
        Type.MONEY,
        (
            "年度完成投资",
            "本年完成投资",
            "年内完成投资",
            "本年累计完成投资",
            "年度累计完成投资",
            "今年累计完成投资",
            "年度累计完成",
            "年度完成投资额",
            "年度累计投资",
            "年度投资完成",
            "年度实际完成投资",
            "年初至今完成投资",
            "年度投资完成情况",
            "年内累计",
            "年内累计投资",
            "年度完成",
            "年内完成",
        ),
        BUILT,
        14,
        "万元",
        group="投资",
    ),
    Field(
        "invested_total",
        "开工累计完成投资",
        Type.MONEY,
        (
            "开工以来累计完成投资",
            "自开工累计完成投资",
            "开工至今累计完成投资",
            "自开工以来累计完成投资",
        ),
        BUILT,
        14,
        "万元",
        group="投资",
    ),
    Field(
        "start",
        "计划开工",
        Type.DEADLINE,
        (
            "计划开工时间",
            "开工时间",
            "计划开工日期",
            "开工日期",
            "计划开工年月",
            "拟开工时间",
            "预计开工时间",
        ),
        BUILT | {Kind.TASK},
        12,
        group="进度",
    ),
    Field(
        "deadline",
        "完成时限",
        Type.DEADLINE,
        (
            "时限",
            "完成时间",
            "计划完成时间",
            "计划竣工时间",
            "竣工时间",
            "计划竣工",
            "截止时间",
            "办结时限",
            "完成期限",
            "竣工日期",
            "计划竣工日期",
            "预计竣工时间",
            "计划完工时间",
            "完工时间",
            "预计完成时间",
            "计划投产时间",
            "完成日期",
            "办理时限",
            "建成时间",
        ),
        width=12,
        group="进度",
    ),
    Field("finished", "实际完成", Type.DEADLINE, ("实际完成时间", "实际竣工时间", "办结时间"), width=12, group="进度"),
    Field(
        "progress_percent",
        "形象进度",
        Type.PERCENT,
        (
            "形象进度百分比",
            "工程进度",
            "进度",
            "形象进度百分比(%)",
            "完成进度",
            "目前进度",
            "当前进度",
            "进度%",
            "形象进度%",
            "形象进度比例",
        ),
        width=9,
        unit="%",
        group="进度",
    ),
    Field(
        "progress_text",
        "进展情况",
        Type.LONG_TEXT,
        (
            "形象进度说明",
            "工程进展",
            "目前进展",
            "项目进展",
            "进展",
            "工程形象进度",
            "形象进度描述",
            "目前进展情况",
            "工程进展情况",
            "项目进展情况",
            "进展情况说明",
            "推进情况",
            "建设进展",
            "当前进展",
            "最新进展",
            "工作进展",
            "工作进展情况",
            "建设进展情况",
            "形象进度文字描述",
            "形象进度文字说明",
            "形象进度情况",
        ),
        width=30,
        group="进度",
    ),
    Field(
        "problems",
        "存在问题",
        Type.LONG_TEXT,
        (
            "问题",
            "主要问题",
            "存在的问题",
            "存在问题及困难",
            "存在困难和问题",
            "困难和问题",
            "存在困难及问题",
            "存在主要问题",
            "存在的主要问题",
            "存在的困难和问题",
            "存在问题和困难",
            "问题及建议",
            "问题和建议",
            "存在问题及建议",
            "存在的问题及建议",
            "存在问题和建议",
        ),
        width=24,
        group="进度",
    ),
    Field(
        "next_steps",
        "下步措施",
        Type.LONG_TEXT,
        (
            "下一步措施",
            "下一步工作",
            "下步计划",
            "下一步计划",
            "下步工作",
            "下一步打算",
            "下步工作计划",
            "下一步工作措施",
            "下一步工作计划",
            "下步工作措施",
            "下步打算",
        ),
        width=24,
        group="进度",
    ),
    Field(
        "target_value",
        "目标值",
        Type.DECIMAL,
        ("指标值", "年度目标", "目标"),
        frozenset({Kind.TARGET}),
        10,
        group="指标",
    ),
    Field("target_unit", "计量单位", Type.TEXT, ("指标单位",), frozenset({Kind.TARGET}), 8, group="指标"),
    Field("target_bound", "目标限定", Type.TEXT, (), frozenset({Kind.TARGET}), 10, group="指标"),
    Field(
        "lead_unit",
        "责任单位",
        Type.TEXT,
        (
            "牵头单位",
            "责任单位(牵头)",
            "牵头责任单位",
            "管理单位",
            "主管单位",
            "责任部门",
            "牵头部门",
            "主管部门",
            "行业主管部门",
            "责任(牵头)单位",
            "牵头(责任)单位",
        ),
        width=16,
        group="责任",
    ),
    Field(
        "units",
        "配合单位",
        Type.LIST,
        (
            "协办单位",
            "参与单位",
            "配合部门",
            "配合责任单位",
            "协同单位",
            "协办部门",
        ),
        width=18,
        group="责任",
    ),
    Field(
        "owner_unit",
        "建设单位",
        Type.TEXT,
        (
            "项目业主",
            "业主单位",
            "项目单位",
            "建设单位(项目业主)",
            "建设主体",
            "实施单位",
            "实施主体",
            "项目法人",
            "业主",
            "投资主体",
            "项目法人单位",
            "建设(业主)单位",
            "企业名称",
        ),
        BUILT,
        18,
        group="责任",
    ),
    Field(
        "leaders",
        "包联领导",
        Type.LIST,
        (
            "挂点领导",
            "挂钩领导",
            "联系领导",
            "督帮领导",
            "包联",
            "包联市领导",
            "包联县级领导",
            "挂联领导",
            "包保领导",
            "包抓领导",
            "联系市领导",
            "包联市级领导",
            "市级包联领导",
        ),
        width=12,
        group="责任",
    ),
    Field("aliases", "又名", Type.LONG_TEXT, ("别名", "曾用名", "其他名称"), width=18, group="其他"),
    Field("note", "备注", Type.LONG_TEXT, ("说明",), width=30, group="其他"),
)

FIELD: dict[str, Field] = {field.key: field for field in FIELDS}
ID_LABEL = "编号"


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """The fields that an item of this kind has, in the order of the form."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def normalise_header(text: str) -> str:
    """A header without width, white space and brackets round a unit, for comparing: "项 目\\n名称" is 项目名称."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace(":", "")


def _headers() -> dict[str, str]:
    known: dict[str, str] = {}
    for field in FIELDS:
        for text in (field.label, field.header, *field.synonyms):
            previous = known.setdefault(normalise_header(text), field.key)
            assert previous == field.key, f"{text} names {previous} and {field.key}"
    return known


HEADERS = _headers()


def field_for_header(text: str) -> Field | None:
    """The field that a column header names by its label or a synonym; a bracketed unit is set aside."""
    clean = normalise_header(text)
    key = HEADERS.get(clean) or HEADERS.get(re.sub(r"\([^()]*\)$", "", clean))
    return FIELD[key] if key else None
