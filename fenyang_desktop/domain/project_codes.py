"""投资项目统一代码: 4-6-2-2-6 digits, such as 2208-141182-04-01-848098. A wrong form is worth a word, never a refusal.

The first part is the year and month of the filing (YYMM; before 2021 the year, YYYY), the second the region.
"""

import re
import unicodedata
from functools import lru_cache

REGION = "141182"  # 汾阳市
_FORM = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})", re.ASCII)
_LEAST_DIGITS = 10  # a slip of the pen leaves it the code that it is
_ABOVE = ("000000", "140000", "141100")  # filed with the state, the province or 吕梁市


def _plain(text: str) -> str:
    """A code without width and white space, its parts joined by hyphens."""
    return re.sub(r"[\s—–－]", lambda found: "" if found[0].isspace() else "-", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=65_536)
def identity_of(code: str) -> str:
    """A code as far as it tells projects apart: "" for words in its place, such as 正在办理, 暂无 and /."""
    if _FORM.fullmatch(code):
        return code
    plain = _plain(code)
    return plain if sum(one.isdigit() for one in plain) >= _LEAST_DIGITS else ""


def code_remark(text: str) -> str:
    """What is odd about a project code (Chinese), "" if nothing is."""
    parts = _FORM.fullmatch(text) or _FORM.fullmatch(_plain(text))
    if parts is None:
        return f"项目代码“{text}”不是 4-6-2-2-6 位数字的样子，请核对"
    filed, region = parts[1], parts[2]
    if not ("2013" <= filed <= "2020" or (filed >= "2101" and "01" <= filed[2:] <= "12")):
        return f"项目代码“{text}”的前四位“{filed}”不是年月，请核对"
    if region != REGION and region not in _ABOVE:
        return f"项目代码“{text}”的地区码是 {region}，不是汾阳市的 {REGION}，请核对"
    return ""
