"""The appendix: definition, query, row count and coverage of every figure; rule versions; revisions."""

from briefings.document import Paragraph, Query, Section, Span
from briefings.figures import Account, measures, number, shown
from briefings.situation_index import MEANS, TITLES
from situation.measure import Words

NOT_FED: Words = (
    "以下栏目本期没有接入数据来源,不作填报,亦不推算:重要漏洞及修复率、数据安全预警溯源、等级保护与密码应用安全性评估、政企情报共享。",
    "These parts have no data source connected and are neither filled in nor estimated: vulnerabilities and their repair, "
    "data-security tracing, classified-protection and cryptography assessments, intelligence sharing.",
)


def appendix(account: Account, changes: list[Words]) -> list[Section]:
    """Definitions with queries, then gaps, rules and revisions."""
    queries = tuple(_query(name, account) for name in account.figures)
    if account.alike_query:
        means = ("环比只计两期均可见的探针日:同一探针在两期对应日期都有记录,且较短一日的小时数不少于较长一日的一半",
                 "comparisons count only sensor-days seen in both periods for about as many hours")  # fmt: skip
        dropped = number(account.dropped)
        facts = (f"剔除 {dropped} 个探针日", f"{dropped} sensor-days left out")
        queries = (
            *queries,
            Query(
                "alike",
                ("可比探针日(视图 alike)", "comparable sensor-days (view alike)"),
                means,
                facts,
                (account.alike_query,),
            ),
        )
    rule = account.rule
    notes = [
        Paragraph((Span(*NOT_FED),), "note"),
        Paragraph(
            (
                Span(
                    f"计数规则版本 {rule}(schema/rules/briefing.yaml,状态:未经外部核实):基数为 0 不给百分比;任一期不足 5 例不给百分比;"
                    "覆盖率不足的数字加 * 且不作环比;环比只比较两期均在线的探针日。",
                    f"Counting rules {rule} (schema/rules/briefing.yaml, status: unverified): no percentage on a base of 0 or on fewer than "
                    "5 cases; figures under low coverage are marked * and not compared; comparisons use sensor-days seen in both periods.",
                ),
            ),
            "note",
        ),
    ]
    revision = [Paragraph((Span(*words),)) for words in changes] or [
        Paragraph((Span("本期首次编制,无修订。", "First edition, no revision."),))
    ]
    return [
        Section(("附一 数据缺口与规则版本", "Appendix 1: gaps and rule versions"), tuple(notes)),
        Section(("附二 修订记录", "Appendix 2: revisions"), tuple(revision)),
        Section(("附三 指标口径与查询", "Appendix 3: definitions and queries"), queries),
    ]


def _query(name: str, account: Account) -> Query:
    figure = account.figures[name]
    if name in TITLES:
        rows = number(figure.row_count)
        value = number(figure.value)
        words = (
            f"值 {value};涉及告警 {rows} 行;数据覆盖率 {100 * figure.coverage:.1f}%",
            f"value {value}; {rows} alerts; coverage {100 * figure.coverage:.1f}%",
        )
        return Query(name, TITLES[name], MEANS, words, (figure.query,))
    measure = measures()[name]
    value = f"{len(figure.items)}" if measure.kind == "table" else shown(figure, measure)
    coverage = f"{100 * figure.coverage:.1f}%"
    rows = number(figure.row_count)
    facts = (f"值 {value};涉及 {rows} 行;数据覆盖率 {coverage}", f"value {value}; {rows} rows; coverage {coverage}")
    sql = [figure.query]
    if figure.before_query:
        sql.append(figure.before_query)
    sql += [query for query in figure.like_queries if query]
    return Query(name, measure.title, measure.means, facts, tuple(sql))
