"""Promises about the bundled 2023 portfolio table.

The expected facts below were read in the 2023 Government Work Report and
written down here independently of the table.
"""

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "resources" / "portfolios" / "fenyang-2023.csv"

HEADER = [
    "类别",
    "名称",
    "所属项目包",
    "重点领域",
    "条目",
    "总投资(万元)",
    "金额用语",
    "金额限定",
    "计入合计",
    "年度动作",
    "完成时限",
    "目标值",
    "计量单位",
    "目标限定",
    "主要数量",
    "备注",
]
KINDS = {"项目", "项目包", "指标", "工作任务"}
AREAS = [
    "主要预期目标",
    "一、专业镇建设",
    "二、项目大会战",
    "三、创新驱动转型",
    "四、乡村振兴",
    "五、绿色发展",
    "六、民生福祉",
    "七、安全发展",
    "其他工作",  # the paragraph after the seven
]
AMOUNT_WORDS = {"总投资", "投资", "投入", "总额"}
AMOUNT_QUALIFIERS = {"", "约", "余", "近"}
DEADLINE_WORDS = {
    "",
    "今年",
    "年内",
    "尽快",
    "6月底",
    "6月底前",
    "9月底前",
    "10月底前",
    "12月底前",
}
BOUND_WORDS = {"", "左右", "以上", "以内", "余", "不超", "约"}
PLAIN_DECIMAL = re.compile(r"(0|[1-9]\d*)(\.\d+)?")
QUANTITY = re.compile(r"\S+ \d+(\.\d+)?[^\d\s；.]\S*")

# Every investment amount in the report, in the order of the document:
# (name in the table, amount in 万元, the report's word, counted in the total).
AMOUNTS = [
    ("华樽3万吨、芦荟清王1万吨、汾河4800吨等项目", 290000, "总投资", True),  # 29亿元
    ("优质酿酒高粱基地", 5000, "投资", True),
    ("包材产业园区", 600000, "总投资", True),  # 60亿元
    ("牧童街诗酒文化园、诗意杏花村、杏花春馆等项目", 122000, "总投资", True),  # 12.2亿元
    ("9条文旅路和武寨路", 87000, "总投资", True),  # 8.7亿元
    ("山西大学杏花村学院汾阳校区", 29000, "总投资", True),  # 2.9亿元
    ("“百项百亿”项目建设大会战", 2730000, "总投资", False),  # 273亿元
    ("汾酒大道、郭宏线等道路提质改造工程", 100000, "总投资", True),  # 10亿元
    ("英雄北路、吉祥街等道路修缮改造", 12000, "总投资", True),  # 1.2亿元
    ("辰北路北延、永和大街西延等市区主干道路", 11000, "总投资", True),  # 1.1亿元
    ("11个镇基础设施", 16000, "投资", True),  # 1.6亿元
    ("农村道路路面改造", 950, "投资", True),
    ("第二污水处理厂", 17000, "总投资", True),  # 1.7亿元
    ("老旧供水管网更新改造", 1200, "投资", True),
    ("正升煤业", 86000, "总投资", True),  # 8.6亿元
    ("山西焦煤174万吨和东辉新能128万吨技改项目", 643000, "总投资", True),  # 64.3亿元
    ("经济林提质增效项目", 2335, "总投资", True),
    ("山西医科大学汾阳学院校园新建项目", 85000, "总投资", True),  # 8.5亿元
    ("体育公园、乒羽馆", 15000, "投资", True),  # 1.5亿元
    ("市人民医院", 120000, "投资", True),  # 12亿元
    ("中心敬老院", 6200, "投资", True),
    ("残疾人康复托养综合服务中心", 3400, "投资", True),
    ("市文化艺术中心", 36000, "投资", True),  # 3.6亿元
    ("杏花高级职业中学、东关小学、东关小学附属幼儿园、西门小学、西门幼儿园", 42000, "投资", True),  # 4.2亿元
    ("英雄街初级中学", 4300, "投资", True),
    ("小学午托功能楼", 6938, "投资", True),
    ("健身步道", 562, "投资", True),
    ("杏花村经济技术开发区综合能源项目", 200000, "投资", True),  # 20亿元
    ("100MW光伏储能一体化项目和分布式光伏发电项目", 70000, "总投资", True),  # 7亿元
    ("汉精新能源风电塔筒制造项目", 5000, "总投资", True),
    ("农村供水老旧管网改造项目", 980, "投资", True),
    ("36个重点集体项目", 150000, "总额", True),  # 15亿元
    ("新上马69个集体项目", 220000, "总投资", True),  # 22亿元
    ("文峪河人工潜流湿地项目和防洪能力提升工程", 19000, "投资", True),  # 1.9亿元
    ("董寺河、禹门河等景观提升和河道治理工程", 37000, "投资", True),  # 3.7亿元
    ("阳城河提质改造", 2800, "投资", True),
    ("花枝水库、三泉水库和中部引黄供水管线等工程", 55000, "总投资", True),  # 5.5亿元
    ("栗家庄、峪道河煤改电、中科渊昌供热项目", 35000, "总投资", True),  # 3.5亿元
    ("开发区及周边镇村集中供热项目", 63000, "总投资", True),  # 6.3亿元
    ("垃圾焚烧发电技改", 31000, "总投资", True),  # 3.1亿元
    ("“汾核计划”", 1075, "投资", True),
    ("全学段三年教育质量提升工程", 4788, "投入", True),
]
# Added up by hand, step by step, from the report: 323亿6528万元.
COUNTED_TOTAL = Decimal(3236528)

# (kind, name, {column: value}) as read in the report.
FACTS = [
    (
        "项目",
        "第二污水处理厂",
        {"总投资(万元)": "17000", "金额用语": "总投资", "完成时限": "10月底前", "年度动作": "投用"},
    ),
    ("指标", "地区生产总值增长", {"目标值": "6.5", "计量单位": "%", "目标限定": "左右", "完成时限": "今年"}),
    ("指标", "固定资产投资增长", {"目标值": "7", "计量单位": "%", "目标限定": "以上", "完成时限": "今年"}),
    ("指标", "一般公共预算收入增长", {"目标值": "7", "计量单位": "%", "目标限定": "", "完成时限": "今年"}),
    ("指标", "城镇居民人均可支配收入增长", {"目标值": "", "目标限定": "与经济增长基本同步"}),
    ("指标", "城镇新增就业", {"目标值": "4200", "计量单位": "人", "完成时限": "今年"}),
    ("指标", "调查失业率", {"目标值": "4.5", "计量单位": "%", "目标限定": "以内"}),
    ("项目", "汾酒2030技改项目", {"总投资(万元)": "", "完成时限": "", "重点领域": "一、专业镇建设"}),
    ("项目", "华樽3万吨项目", {"所属项目包": "华樽3万吨、芦荟清王1万吨、汾河4800吨等项目", "总投资(万元)": ""}),
    ("指标", "新增白酒产能", {"目标值": "5", "计量单位": "万吨", "完成时限": "年内"}),
    ("指标", "新增白酒规上企业", {"目标值": "5", "计量单位": "户", "完成时限": "年内"}),
    ("指标", "白酒产量", {"目标值": "25", "计量单位": "万吨", "完成时限": "年内"}),
    ("项目", "优质酿酒高粱基地", {"主要数量": "面积 12万亩", "总投资(万元)": "5000"}),
    (
        "项目",
        "包材产业园区",
        {"总投资(万元)": "600000", "主要数量": "占地 2000亩", "年度动作": "启动建设", "完成时限": ""},
    ),
    (
        "指标",
        "增产酒瓶",
        {"目标值": "2000", "计量单位": "万个", "所属项目包": "包材产业园区", "完成时限": "年内"},
    ),
    ("指标", "增产酒盖", {"目标值": "3500", "计量单位": "万个", "所属项目包": "包材产业园区"}),
    ("指标", "增产酒盒", {"目标值": "5000", "计量单位": "万个", "所属项目包": "包材产业园区"}),
    ("指标", "增产酒箱", {"目标值": "1500", "计量单位": "万个", "所属项目包": "包材产业园区"}),
    (
        "项目包",
        "“百项百亿”项目建设大会战",
        {"计入合计": "否", "总投资(万元)": "2730000", "主要数量": "项目 135个"},
    ),
    ("项目", "老旧供水管网更新改造", {"主要数量": "长度 11公里", "完成时限": ""}),
    ("项目", "正升煤业", {"总投资(万元)": "86000", "年度动作": "联合试运转", "完成时限": "年内"}),
    ("项目", "经济林提质增效项目", {"总投资(万元)": "2335", "主要数量": "面积 1.25万亩"}),
    ("项目", "殡仪馆", {"完成时限": "12月底前", "年度动作": "建成投用", "总投资(万元)": ""}),
    ("项目", "乒羽馆", {"所属项目包": "体育公园、乒羽馆", "总投资(万元)": ""}),
    ("项目", "健身步道", {"总投资(万元)": "562", "主要数量": "长度 10公里"}),
    ("指标", "高频服务事项“线上办”覆盖率", {"目标值": "80", "计量单位": "%"}),
    ("指标", "企业投资项目审批服务时限", {"目标值": "80", "计量单位": "个工作日", "目标限定": "不超"}),
    ("项目", "分布式光伏发电项目", {"完成时限": "尽快", "总投资(万元)": ""}),
    ("项目", "年产20万吨棕刚玉耐火材料生产线", {"完成时限": "尽快"}),
    ("项目", "5G基站", {"主要数量": "基站 198个", "完成时限": "年内"}),
    ("指标", "培育引进电商企业", {"目标值": "110", "计量单位": "户", "目标限定": "余", "完成时限": ""}),
    ("指标", "培育上规入统企业", {"目标值": "11", "计量单位": "户", "完成时限": "年内"}),
    ("指标", "招商引资签约", {"目标值": "100", "计量单位": "亿元", "总投资(万元)": ""}),
    ("指标", "粮食种植面积", {"目标值": "61", "计量单位": "万亩", "目标限定": "以上"}),
    ("指标", "粮食总产量", {"目标值": "1.8", "计量单位": "亿公斤", "目标限定": "左右"}),
    ("项目", "高标准农田", {"主要数量": "面积 1.8万亩"}),
    ("指标", "培训新型职业农民", {"目标值": "1500", "计量单位": "人"}),
    ("项目", "户厕改造", {"主要数量": "户厕 1200座"}),
    ("项目", "建制村通公路改造工程", {"主要数量": "里程 40.8公里", "年度动作": "启动"}),
    ("指标", "村集体增收", {"目标值": "3000", "计量单位": "万元", "总投资(万元)": ""}),
    ("项目包", "36个重点集体项目", {"金额用语": "总额", "总投资(万元)": "150000"}),
    ("工作任务", "4.3米及以下焦炉", {"完成时限": "9月底前"}),
    ("项目", "建制镇生活污水处理设施", {"完成时限": "6月底前", "主要数量": "建制镇 4个"}),
    ("项目", "董寺河景观提升和河道治理", {"完成时限": "年内", "总投资(万元)": ""}),
    ("项目", "人工造林封山育林", {"主要数量": "面积 4620亩"}),
    ("项目", "青银高速汾阳段景观提升工程", {"完成时限": "6月底前"}),
    ("指标", "增加供热面积", {"目标值": "258", "计量单位": "万平方米", "完成时限": "10月底前"}),
    ("项目", "餐厨垃圾无害化处理项目", {"完成时限": "6月底", "总投资(万元)": ""}),
    ("指标", "创造就业岗位", {"目标值": "1.8", "计量单位": "万个", "目标限定": "以上"}),
    ("指标", "学前教育普惠率", {"目标值": "80", "计量单位": "%", "目标限定": "以上"}),
    ("指标", "招聘教师", {"目标值": "216", "计量单位": "名", "完成时限": ""}),
    ("工作任务", "全学段三年教育质量提升工程", {"总投资(万元)": "4788", "金额用语": "投入"}),
    ("项目", "三泉中心卫生院改扩建", {"完成时限": "年内"}),
    ("指标", "招聘医护人员", {"目标值": "120", "计量单位": "名", "完成时限": "年内"}),
    (
        "指标",
        "送戏下乡、文化演出等惠民活动",
        {"目标值": "72", "计量单位": "场次", "目标限定": "以上", "完成时限": "年内"},
    ),
    ("项目", "老旧小区改造", {"主要数量": "小区 59个"}),
    ("项目", "自动体外除颤器", {"主要数量": "除颤器 325台", "完成时限": "今年", "所属项目包": "5件民生实事"}),
    ("项目", "第二城市消防站", {"重点领域": "七、安全发展", "年度动作": "建成投用"}),
]


@pytest.fixture(scope="module")
def rows():
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def find(rows, kind, name):
    hits = [r for r in rows if (r["类别"], r["名称"]) == (kind, name)]
    assert len(hits) == 1, f"{kind} {name}: {len(hits)} rows"
    return hits[0]


def test_the_file_is_utf8_without_bom_and_with_lf_line_ends():
    raw = TABLE.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    raw.decode("utf-8")


def test_the_header_is_exactly_the_agreed_one_and_every_row_is_as_wide():
    with TABLE.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle))
    assert lines[0] == HEADER
    assert {len(line) for line in lines} == {len(HEADER)}


def test_no_cell_has_stray_space_or_a_line_break(rows):
    for row in rows:
        for column, value in row.items():
            assert value == value.strip(), (row["名称"], column)
            assert "\n" not in value, (row["名称"], column)


def test_kind_area_and_item_come_from_the_closed_lists(rows):
    for row in rows:
        assert row["类别"] in KINDS, row
        assert row["重点领域"] in AREAS, row
        assert row["名称"], row
        assert row["条目"], row


def test_areas_and_items_stand_in_one_block_each_in_the_order_of_the_report(rows):
    blocks = []
    for row in rows:
        key = (row["重点领域"], row["条目"])
        if not blocks or blocks[-1] != key:
            blocks.append(key)
    assert len(blocks) == len(set(blocks))
    order = [AREAS.index(area) for area, _ in blocks]
    assert order == sorted(order)
    assert set(order) == set(range(len(AREAS)))


def test_names_are_unique_within_a_kind_and_over_the_whole_file(rows):
    within = Counter((r["类别"], r["名称"]) for r in rows)
    overall = Counter(r["名称"] for r in rows)
    assert [k for k, n in within.items() if n > 1] == []
    assert [k for k, n in overall.items() if n > 1] == []


def test_every_parent_is_a_row_that_stands_earlier_and_may_have_members(rows):
    seen = {}
    for row in rows:
        parent = row["所属项目包"]
        if parent:
            assert parent in seen, (row["名称"], parent)
            allowed = {"项目包", "项目"} if row["类别"] == "指标" else {"项目包"}
            assert seen[parent]["类别"] in allowed, (row["名称"], parent)
            assert seen[parent]["条目"] == row["条目"], (row["名称"], parent)
        seen[row["名称"]] = row


def test_a_programme_is_no_member_of_another_programme(rows):
    assert [r["名称"] for r in rows if r["类别"] == "项目包" and r["所属项目包"]] == []


def test_amounts_are_plain_decimals_with_the_word_of_the_report(rows):
    for row in rows:
        amount, word = row["总投资(万元)"], row["金额用语"]
        assert bool(amount) == bool(word), row["名称"]
        assert row["金额限定"] in AMOUNT_QUALIFIERS, row["名称"]
        assert row["计入合计"] in {"是", "否"}, row["名称"]
        if amount:
            assert PLAIN_DECIMAL.fullmatch(amount), row["名称"]
            assert Decimal(amount) > 0, row["名称"]
            assert word in AMOUNT_WORDS, row["名称"]
            assert row["类别"] != "指标", row["名称"]


def test_members_of_a_programme_with_an_amount_carry_none(rows):
    carriers = {r["名称"] for r in rows if r["类别"] == "项目包" and r["总投资(万元)"]}
    wrong = [r["名称"] for r in rows if r["所属项目包"] in carriers and r["总投资(万元)"]]
    assert wrong == []


def test_every_amount_of_the_report_stands_once_and_in_document_order(rows):
    table = [
        (r["名称"], Decimal(r["总投资(万元)"]), r["金额用语"], r["计入合计"] == "是") for r in rows if r["总投资(万元)"]
    ]
    assert table == [(n, Decimal(a), w, c) for n, a, w, c in AMOUNTS]


def test_counted_amounts_add_up_to_the_total_worked_out_by_hand(rows):
    total = sum(Decimal(r["总投资(万元)"]) for r in rows if r["总投资(万元)"] and r["计入合计"] == "是")
    assert total == COUNTED_TOTAL


def test_only_the_overall_campaign_is_left_out_of_the_total_and_says_why(rows):
    left_out = [r for r in rows if r["计入合计"] == "否"]
    assert [r["名称"] for r in left_out] == ["“百项百亿”项目建设大会战"]
    assert all(r["备注"] for r in left_out)


def test_deadlines_use_only_words_that_stand_in_the_report(rows):
    assert {r["完成时限"] for r in rows} == DEADLINE_WORDS


def test_headline_targets_and_the_five_livelihood_matters_are_due_this_year(rows):
    headline = [r for r in rows if r["重点领域"] == "主要预期目标"]
    five = [r for r in rows if r["所属项目包"] == "5件民生实事"]
    assert len(headline) == 12
    assert len(five) == 5
    assert {r["完成时限"] for r in headline + five} == {"今年"}
    assert {r["类别"] for r in headline} == {"指标"}


def test_only_targets_carry_target_columns(rows):
    for row in rows:
        columns = row["目标值"], row["计量单位"], row["目标限定"]
        if row["类别"] != "指标":
            assert columns == ("", "", ""), row["名称"]


def test_a_target_has_a_plain_number_with_unit_or_a_phrase_with_a_note(rows):
    for row in rows:
        if row["类别"] != "指标":
            continue
        if row["目标值"]:
            assert PLAIN_DECIMAL.fullmatch(row["目标值"]), row["名称"]
            assert row["计量单位"], row["名称"]
            assert row["目标限定"] in BOUND_WORDS, row["名称"]
        else:
            assert row["目标限定"], row["名称"]
            assert row["备注"], row["名称"]


def test_other_quantities_read_as_label_space_number_and_unit(rows):
    for row in rows:
        if row["主要数量"]:
            assert row["类别"] != "指标", row["名称"]
            for part in row["主要数量"].split("；"):
                assert QUANTITY.fullmatch(part), (row["名称"], part)


def test_misprints_and_completed_units_are_noted(rows):
    for kind, name in [
        ("项目", "第二污水处理厂"),
        ("指标", "培训新型职业农民"),
        ("指标", "培育上规入统企业"),
        ("指标", "农村劳动力有序转移就业"),
        ("项目", "建制镇生活污水处理设施"),
        ("项目", "清洁取暖改造"),
        ("项目", "自动体外除颤器"),
    ]:
        assert "漏" in find(rows, kind, name)["备注"], name


def test_works_that_look_alike_but_differ_are_kept_apart(rows):
    for first, second in [
        ("汾酒大道风貌改造", "汾酒大道提质改造工程"),
        ("老旧供水管网更新改造", "农村供水老旧管网改造项目"),
    ]:
        a, b = find(rows, "项目", first), find(rows, "项目", second)
        assert a["重点领域"] != b["重点领域"]


def test_schools_named_twice_in_the_report_stand_once_with_the_later_time_limit(rows):
    for name in ["东关小学", "东关小学附属幼儿园", "西门小学", "西门幼儿园"]:
        row = find(rows, "项目", name)
        assert row["重点领域"] == "二、项目大会战"
        assert row["完成时限"] == "年内"
        assert row["年度动作"] == "铺开建设"  # 年内 limits this, and not completion
        assert "第六领域" in row["备注"]
    assert find(rows, "项目", "杏花高级职业中学")["完成时限"] == ""


@pytest.mark.parametrize(("kind", "name", "expected"), FACTS, ids=[f"{k}-{n}" for k, n, _ in FACTS])
def test_a_fact_read_in_the_report_stands_in_the_table(rows, kind, name, expected):
    row = find(rows, kind, name)
    assert {column: row[column] for column in expected} == expected


def test_counts_by_kind_are_those_of_the_reading(rows):
    assert Counter(r["类别"] for r in rows) == {
        "项目": 130,
        "项目包": 26,
        "指标": 54,
        "工作任务": 178,
    }
