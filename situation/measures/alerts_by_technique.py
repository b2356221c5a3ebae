"""Alerts by ATT&CK technique."""

from situation.measure import Measure


class AlertsByTechnique(Measure):
    """Alerts by ATT&CK technique."""

    section = "attacks"
    order = 50
    kind = "table"
    title = ("按攻击技术", "by technique")
    unit = ("条", "alerts")
    means = ("告警按 ATT&CK 技术编号计数", "alerts counted by ATT&CK technique")
    query = """
        SELECT technique AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike} AND technique IS NOT NULL
        GROUP BY technique
        ORDER BY value DESC, item
    """
