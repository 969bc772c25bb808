"""The fonts of printed sheets: which families serve which purpose, best first, and where the open ones lie.

Windows has 宋体 and 微软雅黑 always, 仿宋 and 黑体 with the Chinese language feature, 方正小标宋 only where somebody
installed it. Elsewhere the open Noto fonts come from a package. A character that the first family lacks is taken from
the next one that has it.
"""

import importlib.util
from collections.abc import Iterable
from pathlib import Path

_OPEN_FONTS = "pylopdf_fonts_zh_cn"
_SERIF = ("SimSun", "宋体", "NSimSun", "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun-ExtB")
_SANS = ("SimHei", "黑体", "Microsoft YaHei", "微软雅黑", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")
_SMALL_TITLE = (
    "FZXiaoBiaoSong-B05S",
    "FZXiaoBiaoSong-B05",
    "方正小标宋简体",
    "方正小标宋_GBK",
    "FZXiaoBiaoSong-B05 GBK",
)
_SYMBOLS = ("Segoe UI Symbol",)  # ✓ on Windows, where 宋体 has none

CHAINS: dict[str, tuple[str, ...]] = {
    "title": (*_SMALL_TITLE, *_SERIF),
    "body": ("FangSong", "仿宋", "FangSong_GB2312", *_SERIF, *_SYMBOLS),
    "head": (*_SANS, *_SERIF, *_SYMBOLS),
}


def open_font_files() -> list[Path]:
    """The Noto Serif SC and Noto Sans SC files that came with the program's packages; none on a plain Windows."""
    spec = importlib.util.find_spec(_OPEN_FONTS)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("*.otf"))


def installed_chains(families: Iterable[str]) -> dict[str, list[str]]:
    """For each purpose the families of its chain that are among `families`, best first, spelt as there.

    Where there is none, the first of the chain: the typesetter then takes whatever font has the character.
    """
    known = {family.lower(): family for family in families}
    return {
        purpose: [known[family.lower()] for family in chain if family.lower() in known] or [chain[0]]
        for purpose, chain in CHAINS.items()
    }
