"""A header that is no label and no synonym, beside those that are: which of them means the same in other words.

Words that change what a header means (计划 and 实际, 年 and 月, 其中, a source of money, a person) bar a match unless both
have them; words that add nothing (项目, 目前, 情况) are passed over; the rest must be nearly the same.
"""

import re
from collections import defaultdict
from functools import cache

from rapidfuzz.fuzz import ratio

from fenyang_desktop.domain.fields import FIELD, FIELDS, Field, normalise_header

_NEAR = 85  # of 100
_LEAD = 6  # by so much the best field must be nearer than the next
_SHORTEST = 2
_PROGRESS = {"progress_percent", "progress_text"}
# What says who or what an item is, or how another value is meant, is named outright or not at all.
_BY_NAME_ONLY = frozenset(
    {"kind", "name", "parent", "aliases", "amount_word", "amount_qualifier", "in_totals", "target_bound", "paragraph"}
    | {"target_value", "target_unit", "action", "note"}
)
# 责任单位及联系人: what a cell holds besides.
_BESIDES = re.compile(
    r"(?:及其?|和|与|、|/|,|\()(?:主要|具体)?(?:联系人|负责人|责任人|联系方式|联系电话|电话|手机号?|职务)"
    r"(?:(?:及|和|、|/|,)?(?:职务|姓名|联系方式|联系电话|电话|手机号?))*\)?$"
)
# One word for those that mean the same, from the longer to the shorter.
_SAME = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"(?:截[止至]到?|到)(?:目前|当前|\d{1,2}月(?:底|末|份|\d{1,2}日)?|本月(?:底|末)?|报告期末?)(?:为?止)?", ""),
        (r"20\d\d年(?:度)?|今年|本年度?|当年|全年|年内|年度|年初|(?:年度|年)?1[-—~～至到]\d{1,2}月份?", "年"),
        (r"年(?:以来|至今)", "年"),
        (r"自?(?:项目|工程)?(?:开工|建设|开建|动工)(?:建设)?(?:以来|至今|起)", "开工"),
        (r"拟定?|(?:预计|预期|预定)(?!.*(?:完成投资|投资完成))", "计划"),
        (r"动工|启动建设|开工建设|开建", "开工"),
        (r"完工|竣工|建成|投产投用|投产|投用|投入使用|投入运营|完成(?=时间|时限|日期|期限|年月)", "竣工"),
        (r"牵头|主责", "责任"),
        (r"部门|科室", "单位"),
        (r"挂点|挂钩|联系(?=市?县?级?领导)|督帮|挂联|包保|包抓|帮扶|包案", "包联"),
        (r"困难|短板|难点|堵点|障碍", "问题"),
        (r"问题[及和与、]?问题", "问题"),
        (r"(?:下一步|下步|下一?阶段|后续)的?(?:重点|推进|推动|工作|计划|打算|措施|安排|举措|思路)*", "下一步"),
        (r"推进|进度(?=情况|说明|描述)", "进展"),
    )
)
_ANY_YEAR = re.compile(r"20\d\d年(?:度)?|今年|本年度?|当年|全年|年内")
_EMPTY = re.compile(
    r"(?:建设)?(?:项目|工程)(?!单位)|的|情况|主要|突出|具体|详细|简要|简述|目前|当前|现阶段|现在|最新|所处|所在|该|及|和|与|以及|等"
    r"|(?<=投资)额度?|金额|数额|[概估匡]算额?|时间|日期|年月|时限|期限|人民币|全国|在线(?:审批)?(?:监管)?平台|说明|描述|存在|[、,/;()\-—_.·“”\"]"
)
# What is left of a header so says too little by itself.
_TOO_LITTLE = frozenset(
    "投资 年投资 建设 规模 数量 代码 编码 单位 法人 业主 包联 进度 领域 板块 年计划 年工作 截止 办理".split()
)
_SENSES = {
    "plan": r"计划|目标|任务|安排|应[完当]|需[完投]|规划",
    "done": r"实际|已|完成",
    "month": r"本月|当月|月|旬|周|季",
    "year": r"年",
    "since": r"累计|开工",
    "whole": r"总",
    "fulfilled": r"(?:计划|任务|目标)\w*投资\w*完成|任务\w*完成",
    "forecast": r"预计|预期",
    "span": r"开[竣完]工|起止",
    "before": r"上年|去年|往年|上月|上期|同期|历年|以前|前期|上次|结转|当期",
    "part": r"其中|中央|省|市级|县级|专项|国债|债|贷款|自筹|财政|资金|预算|到位|支付|拨付|批复|融资|银行|外资|土地|征|设备|建安"
    r"|安装|厂房|利息|流动|固定资产|政府|民间|税|费|土建|入库|纳统|统计|合同|招标|中标|单项|分项|子项|用地",
    "end": r"竣工|交付|验收|结项|销号",
    "person": r"联系人|负责人|责任人|经办|电话|手机|人员|姓名|法人|代表|职务|领导|填报|填表|审核|信息员|专班",
    "unit": r"单位|企业|公司|业主|主体|机构|设计|施工|监理|勘察|代建|地点|地址|位置|乡|镇",
    "rate": r"率|比例|占比|百分|%|同比|增速|增长|排名|得分|分值|倍|指数",
    "other": r"增减|增加|减少|调整|变更|差额|差距|剩余|缺口|结余|未|尚|待|无|非|是否|有无|性质|类|年限|工期|天数|个数|数量|次数|序|依据|文号"
    r"|原因|理由|需|请|协调|建议|诉求|解决|整改|举报|风险|安全|质量|效益|产值|就业|面积|亩|效果|意义|背景|来源|方式|模式|渠道|手续|审批|环评|能评|立项|备案|可研|许可|开票|支撑",
    "before_last": r"上一?步|上一?阶段",
}
# Headers that most often mean a field, and in some sheets another thing: always a question.
_OFTEN = {
    word: key
    for key, words in {
        "total_investment": "概算 估算 投资概算 投资估算 概算投资 估算投资 投资规模 投资总规模 总投入 总造价 工程造价 项目造价 批复概算"
        " 批复投资 批复总投资 概算批复 投资额批复 投资批复 项目总额 项目投资 项目投资额 投资金额 计划总额 总概算 总估算",
        "annual_plan": "年度投资任务 年度目标任务 年度投资目标任务 年度投资额 年初计划 年度投资安排 年度资金计划 年度计划资金"
        " 年度建设任务 年度预算投资",
        "invested_total": "自开工累计 开工累计 开工以来累计 开工以来累计完成 开工至今完成 开工以来完成 自开工累计完成 自开工以来完成",
        "start": "启动时间 起始时间 起始日期 开始时间 进场时间 开工年份 起 开始",
        "deadline": "结束时间 结束日期 截止日期 完成年限 建设期限 目标时限 要求完成时间 完成时间要求 完成时限要求 要求完成时限 投运时间 投运日期"
        " 交付时间 交付使用时间 完成节点 时间节点 计划投运时间 计划交付时间 完成年份 竣工年份 竣工年度 止 结束",
        "finished": "办结日期 销号时间 实际完成日期 实际投用时间",
        "progress_percent": "总体进度 总进度 施工进度 建设进度 整体进度 项目进度 实际进度 实际形象进度 累计进度 完工率 工程完成率 工程完工率 工程量完成 工程量完成比例"
        " 完成工程量 完成百分比 工程进度比例",
        "progress_text": "工程形象 形象 现状 项目现状 目前状态 工作开展情况 开展情况 完成情况 工作完成情况 落实情况 建设情况 项目情况 最新情况"
        " 形象描述 项目动态",
        "problems": "问题建议 问题及下一步措施 存在问题及下步打算 存在问题及下一步打算 存在问题及措施 存在问题及下步措施 存在问题及解决措施 存在问题及原因"
        " 问题及原因 存在问题及诉求 存在问题及需协调事项",
        "next_steps": "工作措施 推进措施 工作打算 工作计划",
        "lead_unit": "责任单位责任人 责任单位和责任人 责任主体 承办单位 承办部门 主办单位 牵头 主管局 单位 单位名称 责任局",
        "owner_unit": "建设业主 承担单位 项目承担单位 项目建设主体 业主名称 企业",
        "leaders": "挂包领导 包抓市领导 责任领导 牵头领导 市领导 县领导 县级领导 市级领导 分管领导 分管市领导 分管市长 挂联县级领导",
    }.items()
    for word in words.split()
}
_SENSE = {name: re.compile(pattern) for name, pattern in _SENSES.items()}


def often_field(text: str) -> Field | None:
    """The field that such a header most often means, though in some sheets it is another thing."""
    key = _OFTEN.get(_ANY_YEAR.sub("年度", text))
    return FIELD[key] if key else None


@cache
def similar_field(text: str) -> Field | None:
    """The field that a header means in other words than the known ones; None where none is near, or two are."""
    told = _plain(_BESIDES.sub("", text))
    if len(told) < _SHORTEST:
        return None
    senses = _senses(told)
    scores: dict[str, float] = defaultdict(float)
    for known, key in _known().items():
        if _senses(known) == senses:
            scores[key] = max(scores[key], ratio(told, known), ratio(sorted(told), sorted(known)))
    ranked = sorted(scores, key=lambda key: -scores[key])
    if not ranked or scores[ranked[0]] < _NEAR:
        return None
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < _LEAD:
        return None
    return FIELD[ranked[0]]


def _plain(text: str) -> str:
    """A header in the words that count."""
    plain = normalise_header(text)
    for pattern, word in _SAME:
        plain = pattern.sub(word, plain)
    return _EMPTY.sub("", plain)


@cache
def _senses(plain: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _SENSE.items() if pattern.search(plain))


@cache
def _known() -> dict[str, str]:
    """The known headers in the words that count, with the field of each; words that several fields have are left out."""
    known: dict[str, set[str]] = defaultdict(set)
    for field in FIELDS:
        if field.key not in _BY_NAME_ONLY:
            for text in (field.label, *field.synonyms):
                known[_plain(text)].add(field.key)
    for keys in known.values():
        if keys == _PROGRESS:  # the values tell a figure from a sentence
            keys.remove("progress_text")
    return {
        text: next(iter(keys))
        for text, keys in known.items()
        if len(keys) == 1 and len(text) >= _SHORTEST and text not in _TOO_LITTLE
    }
