"""Incidents graded 较大 or above."""

from situation.measure import Measure


class IncidentsGraded(Measure):
    """Incidents graded 较大 or above."""

    section = "incidents"
    order = 20
    weight = 6.0
    compared = False
    title = ("较大及以上事件(建议等级)", "incidents suggested as 较大 or above")
    unit = ("起", "incidents")
    means = (
        "系统建议等级为较大、重大或特别重大的事件数;等级须经人工研判",
        "incidents whose suggested grade is 较大, 重大 or 特别重大; a person decides the grade",
    )
    sentence = (
        "其中建议定为较大及以上的{value}起,{change}。",
        "Of these, {value} are suggested as grade 较大 or above, {change}.",
    )
    so_what = (
        "请立即组织研判定级;确认的须按《国家网络安全事件报告管理办法》时限报告。",
        "Judge the grade at once; what is confirmed must be reported within the statutory time.",
    )
    query = """
        SELECT count(*) FILTER (WHERE grade IN ('较大', '重大', '特别重大')) AS value, count(*) AS row_count
        FROM incidents
        WHERE {period} AND {places}
    """
