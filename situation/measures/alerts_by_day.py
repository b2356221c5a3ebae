"""Alerts by day."""

from situation.measure import Measure


class AlertsByDay(Measure):
    """Alerts by day."""

    section = "overview"
    order = 50
    kind = "table"
    title = ("逐日告警", "alerts by day")
    unit = ("条", "alerts")
    means = ("告警按北京时间日期计数", "alerts counted by day, Beijing time")
    query = """
        SELECT CAST(CAST(event_time + INTERVAL 8 HOURS AS DATE) AS VARCHAR(10)) AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
        GROUP BY CAST(CAST(event_time + INTERVAL 8 HOURS AS DATE) AS VARCHAR(10))
        ORDER BY item
    """
