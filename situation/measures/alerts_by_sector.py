"""Alerts by sector."""

from situation.measure import Measure


class AlertsBySector(Measure):
    """Alerts by sector."""

    section = "overview"
    order = 80
    kind = "table"
    title = ("按行业", "by sector")
    unit = ("条", "alerts")
    means = (
        "告警按单位所属行业计数;空为清单之外",
        "alerts counted by the organisation's sector; blank: outside the inventory",
    )
    query = """
        SELECT coalesce(sector, '') AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
        GROUP BY coalesce(sector, '')
        ORDER BY value DESC, item
    """
