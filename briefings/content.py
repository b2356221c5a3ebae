"""What the briefing says: sections in the order of a province weekly, filled from figures."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from briefings import situation_index
from briefings.appendix import appendix
from briefings.attack_pages import matrices, path_picture
from briefings.document import Bars, Block, Document, Paragraph, Section, Span, Table
from briefings.figures import Account, measures, number, rules
from briefings.identity import hidden
from briefings.sentences import finding, findings, low_coverage, sentence
from schema.places import prefectures, sectors
from situation.measure import Words, capital

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEVERITIES = {
    "critical": ("严重", "critical"),
    "high": ("高危", "high"),
    "medium": ("中危", "medium"),
    "low": ("低危", "low"),
}


def build(
    account: Account,
    incidents: list[dict[str, Any]],
    audience: str,
    cut_off: datetime | None,
    demo: bool,
    units: Counter[str],
    changes: list[Words],
) -> Document:
    """The document for an audience (internal or public)."""
    public = audience == "public"
    told = [name for name in findings(account) if measures()[name].public or not public]
    sections = [
        Section(("摘要", "Summary"), tuple(_summary(account, told))),
        Section(("总体态势", "Overall situation"), tuple(_overview(account, public, units))),
        Section(("攻击与异常", "Attacks and anomalies"), tuple(_attacks(account))),
        Section(("安全事件与攻击路径", "Incidents and attack paths"), tuple(_incidents(account, incidents, public))),
        Section(("资产与暴露面", "Assets and exposure"), tuple(_sentences("assets", account))),
        Section(("工业控制系统", "Industrial control systems"), tuple(_sentences("ics", account))),
        Section(("处置情况", "Handling"), tuple(_sentences("handling", account))),
        Section(("可见性与数据缺口", "Visibility and data gaps"), tuple(_visibility(account, public, units))),
        Section(("典型案例(去标识)", "A typical case (de-identified)"), tuple(_case(incidents))),
        Section(("研判与建议", "Judgement and advice"), tuple(_advice(account, told))),
        *appendix(account, changes),
    ]
    kind = account.period.kind
    first, last = account.period.dates()
    place = _scope_name(account)
    return Document(
        title=(
            f"{place[0]}关键信息基础设施网络安全态势{kind[0]}报",
            f"Network-security situation of critical information infrastructure, {place[1]}",
        ),
        number=(account.period.number, f"Issue {account.period.name}"),
        dates=(f"{first:%Y年%m月%d日}—{last:%m月%d日}", f"{first} to {last}"),
        cut_off=_cut_off(cut_off),
        marking=("TLP:CLEAR 可公开", "TLP:CLEAR public") if public else ("TLP:AMBER 内部", "TLP:AMBER internal"),
        issuer=("剑门网络安全态势感知平台编制", "compiled by Jianmen"),
        demo=demo,
        sections=tuple(sections),
    )


def _summary(account: Account, told: list[str]) -> list[Block]:
    if not account.figures["records"].value:
        return [
            Paragraph(
                (
                    Span(
                        "本期没有收到任何数据,情况不明,不等于安全。",
                        "No data were received: the situation is unknown, not safe.",
                    ),
                ),
                "note",
            )
        ]
    blocks: list[Block] = [finding(name, account) for name in told]
    return blocks or [Paragraph((Span("本期未发现需要特别关注的情况。", "Nothing calls for special attention."),))]


def _overview(account: Account, public: bool, units: Counter[str]) -> list[Block]:
    blocks: list[Block] = []
    if low_coverage(account):
        blocks.append(_gap_note(account))
    blocks += situation_index.blocks(account, _prefecture_names(), public)
    blocks += _sentences("overview", account)
    days = account.figures["alerts_by_day"]
    blocks.append(
        Bars(("逐日告警数", "Alerts by day"), "alerts_by_day", tuple(((d[5:], d[5:]), v, False) for d, v in days.items))
    )
    blocks.append(_counts("alerts_by_severity", account, SEVERITIES))
    if account.scope.prefecture is None:
        blocks.append(_places(account, public, units))
    if account.scope.sector is None:
        names = {item.id: (item.name_zh, item.name_en) for item in sectors().values()}
        blocks.append(_counts("alerts_by_sector", account, {**names, "": ("清单之外", "outside the inventory")}))
    return blocks


def _attacks(account: Account) -> list[Block]:
    blocks = _sentences("attacks", account)
    blocks += matrices(account)
    blocks.append(_counts("alerts_by_detector", account, {}))
    if account.figures["sources_abroad"].items:
        blocks.append(_counts("sources_abroad", account, {}))
    return blocks


def _incidents(account: Account, incidents: list[dict[str, Any]], public: bool) -> list[Block]:
    blocks = _sentences("incidents", account)
    if account.figures["incidents_by_grade"].items:
        blocks.append(_counts("incidents_by_grade", account, {}))
    if public or not incidents:
        return blocks
    counts = dict(account.figures["top_incidents"].items)
    rows = []
    for item in incidents:
        count = number(counts[item["incident_id"]])
        rows.append(
            (
                Span(item["incident_id"][:12], item["incident_id"][:12]),
                Span(item["title_zh"], item["title_en"]),
                Span(item["grade"], item["grade"]),
                Span(f"{item['score']:.2f}", f"{item['score']:.2f}"),
                Span(count, count, "top_incidents", item["incident_id"]),
            )
        )
    header = (
        ("编号", "id"),
        ("事件", "incident"),
        ("建议等级", "suggested grade"),
        ("得分", "score"),
        ("告警数", "alerts"),
    )
    blocks.append(Table(("重点事件", "Leading incidents"), header, tuple(rows)))
    blocks += [
        picture for item in incidents[: int(rules()["top_paths"])] if (picture := path_picture(item)) is not None
    ]
    return blocks


def _visibility(account: Account, public: bool, units: Counter[str]) -> list[Block]:
    blocks: list[Block] = [_gap_note(account)] if low_coverage(account) else []
    blocks += _sentences("visibility", account)
    if account.dropped:
        blocks.append(
            Paragraph(
                (
                    Span(
                        f"两期之间有 {account.dropped} 个探针日只在一期可见,环比一律剔除这些探针日。",
                        f"{account.dropped} sensor-days were seen in one of the two periods only; comparisons leave them out.",
                        "alike", "dropped",
                    ),
                ),
                "note",
            )
        )  # fmt: skip
    threshold = 100 * float(rules()["coverage_threshold"])
    low = [(code, value) for code, value in account.figures["coverage_by_prefecture"].items if value < threshold]
    if public:
        low = [(code, value) for code, value in low if units[code] >= int(rules()["public_least_units"])]
    if low and account.scope.prefecture is None:
        names = _prefecture_names()
        rows = tuple(
            (
                Span(*names.get(code, (code, code))),
                Span(f"{value:.1f}%", f"{value:.1f}%", "coverage_by_prefecture", code, True),
            )
            for code, value in low
        )
        title = (
            f"覆盖率低于 {threshold:.0f}% 的市州(其告警少不等于安全)",
            f"Prefectures seen for less than {threshold:.0f}% (few alerts there do not mean safe)",
        )  # noqa: E501
        blocks.append(Table(title, (("市州", "prefecture"), ("覆盖率", "coverage")), rows))
    return blocks


def _case(incidents: list[dict[str, Any]]) -> list[Block]:
    if not incidents:
        return [Paragraph((Span("本期无可供通报的案例。", "No case to report."),))]
    zh = [hidden(line, "zh") for line in str(incidents[0]["story_zh"]).splitlines() if line.strip()]
    en = [hidden(line, "en") for line in str(incidents[0]["story_en"]).splitlines() if line.strip()]
    longest = max(len(zh), len(en))
    zh, en = zh + [""] * (longest - len(zh)), en + [""] * (longest - len(en))
    told: list[Block] = [Paragraph((Span(left, right),)) for left, right in zip(zh, en, strict=True)]
    return told[:12]


def _advice(account: Account, told: list[str]) -> list[Block]:
    advice: list[Block] = []
    for name in told:
        words = measures()[name].so_what
        if words is not None:
            title = measures()[name].title
            advice.append(Paragraph((Span(f"{title[0]}:{words[0]}", f"{capital(title[1])}: {words[1]}"),), "finding"))
    return advice or [Paragraph((Span("保持监测,补齐未覆盖的探针。", "Keep watching; fill the gaps in coverage."),))]


def _sentences(section: str, account: Account) -> list[Block]:
    chosen = [
        (item.order, name) for name, item in measures().items() if item.section == section and item.sentence is not None
    ]
    return [sentence(name, account) for _, name in sorted(chosen)]


def _counts(name: str, account: Account, names: dict[str, Words]) -> Table:
    measure = measures()[name]
    rows = tuple(
        (Span(*names.get(item, (item, item))), Span(number(value), number(value), name, item, low_coverage(account)))
        for item, value in account.figures[name].items
    )
    return Table((measure.title[0], capital(measure.title[1])), (measure.title, measure.unit), rows)


def _places(account: Account, public: bool, units: Counter[str]) -> Table:
    """Alerts by prefecture beside how much of it was seen: few alerts under little coverage mean nothing."""
    names = _prefecture_names()
    coverage = dict(account.figures["coverage_by_prefecture"].items)
    alerts = dict(account.figures["alerts_by_prefecture"].items)
    threshold, least = 100 * float(rules()["coverage_threshold"]), int(rules()["public_least_units"])
    rows = []
    for code in sorted({*alerts, *coverage}, key=lambda item: (-alerts.get(item, 0), item)):
        if public and units[code] < least:
            continue
        seen, count = coverage.get(code, 0.0), number(alerts.get(code, 0.0))
        rows.append(
            (
                Span(*names.get(code, (code, code))),
                Span(count, count, "alerts_by_prefecture", code, seen < threshold),
                Span(f"{seen:.1f}%", f"{seen:.1f}%", "coverage_by_prefecture", code, seen < threshold),
            )
        )
    header = (("市州", "prefecture"), ("告警", "alerts"), ("覆盖率", "coverage"))
    title = ("各市州告警与覆盖", "Alerts and coverage by prefecture")
    if public:
        title = (
            f"{title[0]}(单位不足 {least} 家的市州不列)",
            f"{title[1]} (prefectures with fewer than {least} organisations left out)",
        )
    return Table(title, header, tuple(rows))


def _gap_note(account: Account) -> Paragraph:
    value = f"{100 * account.coverage:.1f}"
    threshold = f"{100 * float(rules()['coverage_threshold']):.0f}"
    return Paragraph(
        (
            Span("数据不足:本期探针覆盖率仅 ", "Insufficient data: the sensors covered only "),
            Span(f"{value}%", f"{value}%", "coverage", "value", True),
            Span(
                f",低于 {threshold}% 的要求;带 * 的数字偏低,“未发现”不等于“没有”。",
                f", less than the {threshold}% asked for; figures marked * are too low, and nothing found does not mean nothing there.",
            ),
        ),
        "note",
    )


def _prefecture_names() -> dict[str, Words]:
    names = {code: (item.name_zh, item.name_en) for code, item in prefectures().items()}
    return {**names, "": ("清单之外", "outside the inventory")}


def _scope_name(account: Account) -> Words:
    scope = account.scope
    zh, en = "四川省", "Sichuan"
    if scope.prefecture is not None:
        zh, en = _prefecture_names().get(scope.prefecture, (scope.prefecture, scope.prefecture))
    if scope.sector is not None and scope.sector in sectors():
        zh, en = f"{zh}{sectors()[scope.sector].name_zh}行业", f"{en}, {sectors()[scope.sector].name_en}"
    if scope.organisation is not None:
        zh, en = f"{zh}单位 {scope.organisation} ", f"{en}, organisation {scope.organisation}"
    return zh, en


def _cut_off(moment: datetime | None) -> Words:
    if moment is None:
        return "无数据", "no data"
    text = moment.astimezone(SHANGHAI)
    return f"{text:%Y-%m-%d %H:%M}(北京时间)", f"{text:%Y-%m-%d %H:%M} Beijing time"
