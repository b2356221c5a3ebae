"""Alerts by prefecture."""

from situation.measure import Measure


class AlertsByPrefecture(Measure):
    """Alerts by prefecture."""

    section = "overview"
    order = 70
    kind = "table"
    title = ("按市州", "by prefecture")
    unit = ("条", "alerts")
    means = (
        "告警按探针所在市州计数;空为清单之外",
        "alerts counted by the sensor's prefecture; blank: outside the inventory",
    )
    query = """
        SELECT coalesce(prefecture, '') AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
        GROUP BY coalesce(prefecture, '')
        ORDER BY value DESC, item
    """
