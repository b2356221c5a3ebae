"""Design tokens: one visual language for map, wall and briefing."""

# One hue, five steps: grades stay apart in greyscale and for colour-blind eyes; the warning colours red, orange, yellow
# and blue are kept for warnings and used for nothing else.
GRADE_COLOURS = {"优": "#efe9f7", "良": "#c9b8e4", "中": "#9d82cb", "差": "#7048ac", "危": "#3c1278"}
GRADE_NAMES_EN = {"优": "excellent", "良": "good", "中": "fair", "差": "poor", "危": "critical"}
ARC, INCIDENT, INK, PAPER, MUTED = "#00766f", "#b0006d", "#17202a", "#f6f7f9", "#5d6873"
FONT = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif'
