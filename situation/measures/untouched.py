"""High alerts nobody has touched."""

from situation.measure import Measure


class Untouched(Measure):
    """High alerts nobody has touched."""

    section = "handling"
    order = 10
    weight = 2.2
    title = ("未处置高危告警", "high alerts nobody has touched")
    unit = ("条", "alerts")
    means = (
        "严重程度 high 及以上、状态仍为 open 的告警数",
        "alerts of high severity or above whose status is still open",
    )
    sentence = (
        "高危及以上告警中尚未处置的{value}条,{change}。",
        "{value} alerts of high severity or above are still open, {change}.",
    )
    so_what = ("请督促责任单位限期反馈。", "Remind the organisations in charge.")
    query = """
        SELECT count(*) FILTER (WHERE severity IN ('high', 'critical') AND status = 'open') AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
