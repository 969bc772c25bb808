"""Headers as they really come: what may be suggested for each that no list knows, and what never may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.fields import FIELD, FIELDS, Type
from fenyang_desktop.exchange.headers import field_of, is_month, similar_field_of

# 形象进度 is told in figures or in words: the values say which.
PROGRESS = {"progress_percent", "progress_text"}
SIMILAR = {
    "total_investment": [
        "项目总投资概算（万元）",
        "项目概算总投资",
        "工程总投资",
        "总投资概算额(万元)",
        "总投资匡算",
        "项目估算总投资额",
        "建设项目总投资",
        "预计总投资",
    ],
    "annual_plan": [
        "今年计划完成投资额（万元）",
        "2023年度计划投资金额",
        "本年度投资计划额",
        "全年计划完成投资",
        "年内计划完成投资",
        "2023年拟完成投资",
    ],
    "invested_year": [
        "今年以来累计完成投资",
        "年初以来累计完成投资额",
        "2023年1-9月累计完成投资额",
        "今年以来完成投资",
        "截至9月底年度累计完成投资",
        "2023年实际完成投资额(万元)",
    ],
    "invested_total": [
        "截止目前累计完成投资额",
        "截至9月底累计完成投资",
        "项目开工以来累计完成投资额",
        "自项目开工建设以来累计完成投资",
        "截止到目前为止累计完成投资（亿元）",
    ],
    "start": ["项目计划开工时间", "拟开工日期", "预计动工时间", "计划动工时间", "项目开工时间", "工程开工日期"],
    "deadline": [
        "项目建成时间",
        "项目计划竣工时间",
        "预计建成时间",
        "拟竣工时间",
        "计划建成年月",
        "计划投用时间",
        "预计完工日期",
        "工程竣工时间",
        "预计投产时间",
    ],
    "finished": ["项目实际竣工时间", "实际完工日期", "实际建成时间", "实际投产时间"],
    "progress_percent": ["目前形象进度", "项目形象进度", "当前工程形象进度"],
    "progress_text": ["项目目前进展情况", "工程最新进展情况", "项目建设进展情况", "当前工作进展", "项目推进情况"],
    "problems": [
        "存在的突出问题",
        "存在的困难问题",
        "目前存在的主要问题",
        "项目存在的主要困难和问题",
        "存在问题情况",
        "主要困难及问题",
    ],
    "next_steps": [
        "下一步工作安排",
        "下一阶段工作计划",
        "下步重点工作",
        "下一步工作举措",
        "下一步推进措施",
        "下一步工作思路",
    ],
    "lead_unit": [
        "责任单位及联系人",
        "牵头单位及负责人",
        "项目责任单位",
        "主责单位",
        "责任单位（联系人）",
        "项目牵头部门",
    ],
    "units": ["配合单位及联系人", "项目配合单位"],
    "owner_unit": ["项目建设单位", "项目实施主体", "项目业主单位", "建设单位及联系人", "工程建设单位"],
    "leaders": ["项目包联领导", "市级联系领导", "挂联市领导", "包联市级领导及职务"],
    "stage": ["项目目前阶段", "项目当前所处阶段", "目前所处阶段", "项目建设状态"],
    "quantities": [
        "项目建设内容及规模",
        "项目主要建设内容",
        "建设规模及主要建设内容",
        "工程建设内容",
        "主要建设内容和建设规模",
    ],
    "project_code": ["全国投资项目统一代码", "项目投资统一代码", "投资项目在线平台统一代码"],
}
UNLIKE = [
    # a source or a part of the money
    "其中：中央预算内投资", "其中:省级资金", "专项债券资金", "企业自筹资金", "政府投资", "固定资产投资", "土建投资",
    "设备投资", "银行贷款", "到位资金", "已到位资金", "资金缺口", "社会投资", "民间投资", "中央投资",
    "总投资中政府投资", "征地拆迁费用", "合同金额", "中标金额", "已支付金额",
    # another year or month, or none that can be told
    "上年累计完成投资", "去年完成投资", "2022年底累计完成投资额", "截至上年底累计完成投资", "上月累计完成投资",
    "去年同期完成投资", "上年度计划投资", "明年计划投资", "下年度计划投资", "完成投资", "计划投资", "截至9月底完成投资", "季度完成投资", "一季度计划投资",
    "本月计划完成投资", "下月计划完成投资", "次年计划投资", "预计全年完成投资", "全年预计完成投资额",
    # a rate, a difference
    "投资完成率", "年度计划投资完成情况", "年度投资任务完成情况", "年度投资完成率（%）", "完成比例", "占年度计划比例", "累计完成投资占比", "同比增速", "与上月相比增加投资",
    "剩余投资", "未完成投资", "投资差额",
    # a person is no unit, a unit no leader
    "联系人", "联系电话", "项目负责人", "责任人", "责任单位联系人", "责任单位负责人", "责任单位联系电话", "包联领导联系电话",
    "填报人", "填报单位", "审核单位", "施工单位", "设计单位", "监理单位", "代建单位", "招标代理单位", "建设地点", "项目地址",
    "建设单位法人代表", "包联单位", "包联工作组",
    # another moment
    "实际开工时间", "立项时间", "批复时间", "环评批复时间", "招标完成时间", "施工许可证办理时间", "计划招标时间", "签约时间",
    "入库时间", "开工手续办理时限", "土地手续完成时间", "预计入统时间", "上次竣工时间", "合同工期", "建设工期", "计划工期（月）", "计划开竣工时间", "开竣工时间",
    "建设年限", "建设起止年限", "验收时间", "主体完工时间",
    # something else altogether
    "序号", "建设性质", "项目类型", "项目性质", "资金来源", "投资方式", "是否入库", "是否开工", "需协调解决的问题", "需要市政府解决的问题",
    "未开工原因", "滞后原因", "审批手续办理情况", "要素保障情况", "占地面积", "带动就业人数", "预期效益", "上一步工作", "整改措施",
    "质量安全问题", "环保问题整改情况", "年度形象进度目标", "计划形象进度", "本月形象进度", "上月进展情况", "备注栏", "得分", "排名", "建议",
]  # fmt: skip


@pytest.mark.parametrize(("header", "key"), [(text, key) for key, texts in SIMILAR.items() for text in texts])
def test_a_header_in_other_words_is_known_or_suggested(header, key):
    known = field_of((header,))
    found = known or similar_field_of((header,))
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("header", UNLIKE)
def test_a_header_that_means_something_else_is_neither_known_nor_suggested(header):
    assert field_of((header,)) is None
    assert similar_field_of((header,)) is None


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("投资情况", "项目总投资概算"), "total_investment"),
        (("2023年投资情况", "计划完成额"), "annual_plan"),
        (("资金来源", "项目总投资概算"), None),
        (("环评手续", "项目建成时间"), None),
        (("前期手续", "计划完成年月"), None),
        (("其中", "今年计划完成投资额"), None),
        (("上年", "累计完成投资额"), None),
        (("2023年", "截止目前累计完成投资额"), "invested_year"),
        (("项目责任单位", "名称"), "lead_unit"),
        (("项目责任单位", "联系人"), None),
        (("1-10月完成投资", "投资额"), None),
        (("年度计划", "投资额"), "annual_plan"),
        (("总投资", "其中：中央"), None),
        (("项目总投资", "金额（亿元）"), "total_investment"),
    ],
)
def test_what_stands_above_a_header_bars_it_or_completes_it(path, key):
    found = field_of(path) or similar_field_of(path)
    assert (found.key if found else None) == key


def test_the_investment_of_the_month_is_like_no_other_amount():
    for header in ("本月完成投资额", "当月实际完成投资", "9月份完成投资额"):
        assert is_month((header,))
        assert similar_field_of((header,)) is None


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("年内完成",), "invested_year"),
        (("本年完成",), "invested_year"),
        (("今年完成",), "invested_year"),
        (("今年完成投资",), "invested_year"),
        (("当年完成",), "invested_year"),
        (("2023年完成",), "invested_year"),
        (("形象进度", "文字描述"), "progress_text"),
        (("形象进度", "文字说明"), "progress_text"),
        (("形象进度", "%"), "progress_percent"),
        (("形象进度", "比例"), "progress_percent"),
        (("问题及建议",), "problems"),
        (("存在问题及建议",), "problems"),
    ],
)
def test_what_departments_most_often_write_is_known(path, key):
    assert field_of(path) is FIELD[key]


KNOWN = [(text, field.key) for field in FIELDS for text in (field.label, *field.synonyms) if field.key != "name"]
DRESS = st.sampled_from(["", "项目", "目前", "主要", "（万元）", "（％）", "情况", " ", "：", "★"])
ANOTHER = ["上年", "去年同期", "其中：", "中央", "专项债", "银行贷款", "明年", "上月"]


@given(st.sampled_from(KNOWN), DRESS, DRESS)
def test_a_known_header_dressed_otherwise_never_becomes_another_field(known, before, after):
    text, key = known
    found = similar_field_of((f"{before}{text}{after}",))
    assert found is None or found.key == key or {found.key, key} == PROGRESS


@given(st.sampled_from([text for text, key in KNOWN if FIELD[key].type is Type.MONEY]), st.sampled_from(ANOTHER))
def test_a_known_amount_of_another_time_or_source_is_never_taken_for_it(text, word):
    header = f"{word}{text}"
    assert field_of((header,)) is None
    assert similar_field_of((header,)) is None


@given(
    st.text(alphabet="项目总投资计划完成累计年度本月开竣工时间责任单位进展问题措施的及()（）0123456789", max_size=20)
)
def test_any_header_at_all_has_one_answer(text):
    assert similar_field_of((text or "空",)) in (None, *FIELDS)
