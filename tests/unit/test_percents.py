"""A percentage that is written roughly or in words is read; what is not one isn't."""

import pytest

from fenyang_desktop.domain.percents import loose_percent


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("约70%", "70"), ("70%左右", "70"), ("７０％左右", "70"), ("百分之七十", "70"), ("百分之七十五", "75"),
        ("约百分之70", "70"), ("近七成", "70"), ("七成五", "75"), ("七成半", "75"), ("约 7 成", "70"), ("约70", "70"),
        ("约0.7%", "0.7"), ("百分之一百", "100"), ("百分之十", "10"), ("百分之五", "5"), ("约12.5%", "12.5"),
    ],
)  # fmt: skip
def test_a_rough_percentage_is_its_figure(text, figure):
    assert loose_percent(text) == figure


@pytest.mark.parametrize(
    "text",
    ["70%", "70", "0.7", "约0.7", "约1", "主体完成70%", "七成以上", "成", "百分之", "70%~80%", "约", "-70%", "七十"],
)
def test_what_is_plain_or_no_percentage_is_left_alone(text):
    assert loose_percent(text) == ""
