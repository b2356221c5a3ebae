"""Distinct targets of alerts."""

from situation.measure import Measure


class Targets(Measure):
    """Distinct targets of alerts."""

    section = "assets"
    order = 20
    title = ("受攻击目标", "targets")
    unit = ("个", "targets")
    means = ("告警中不同的(区域、目标地址)数", "distinct (zone, target address) pairs in alerts")
    sentence = ("受攻击目标{value}个,{change}。", "{value} distinct targets were attacked, {change}.")
    query = """
        SELECT count(DISTINCT (zone, destination_ip)) FILTER (WHERE destination_ip IS NOT NULL) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
