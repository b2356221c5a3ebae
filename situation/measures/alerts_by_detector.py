"""Alerts by detector."""

from situation.measure import Measure


class AlertsByDetector(Measure):
    """Alerts by detector."""

    section = "attacks"
    order = 60
    kind = "table"
    title = ("按检测器", "by detector")
    unit = ("条", "alerts")
    means = ("告警按检测器计数", "alerts counted by detector")
    query = """
        SELECT detector AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
        GROUP BY detector
        ORDER BY value DESC, item
    """
