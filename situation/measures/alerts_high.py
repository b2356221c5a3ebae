"""Alerts of high or critical severity."""

from situation.measure import Measure


class AlertsHigh(Measure):
    """Alerts of high or critical severity."""

    section = "overview"
    order = 30
    weight = 3.0
    title = ("高危及以上告警", "alerts of high or critical severity")
    unit = ("条", "alerts")
    means = ("严重程度为 high 或 critical 的告警数", "alerts whose severity is high or critical")
    sentence = (
        "其中高危及以上告警{value}条,{change}。",
        "Of these, {value} are of high or critical severity, {change}.",
    )
    so_what = (
        "应在 24 小时内完成研判,确认失陷的立即处置并上报。",
        "Judge them within 24 hours; contain and report what is confirmed.",
    )
    query = """
        SELECT count(*) FILTER (WHERE severity IN ('high', 'critical')) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
