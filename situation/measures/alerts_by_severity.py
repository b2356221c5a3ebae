"""Alerts by severity."""

from situation.measure import Measure


class AlertsBySeverity(Measure):
    """Alerts by severity."""

    section = "overview"
    order = 60
    kind = "table"
    title = ("按严重程度", "by severity")
    unit = ("条", "alerts")
    means = ("告警按严重程度计数", "alerts counted by severity")
    query = """
        SELECT severity AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
        GROUP BY severity
        ORDER BY value DESC, item
    """
