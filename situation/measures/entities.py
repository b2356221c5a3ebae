"""Distinct entities alerted on."""

from situation.measure import Measure


class Entities(Measure):
    """Distinct entities alerted on."""

    section = "attacks"
    order = 10
    title = ("告警主体", "entities alerted on")
    unit = ("个", "entities")
    means = (
        "告警中不同的(区域、主体)数,同一私网地址在不同区域分别计数",
        "distinct (zone, entity) pairs in alerts; the same private address in two zones counts twice",
    )
    sentence = (
        "告警涉及主机、账号等主体{value}个,{change}。",
        "They concern {value} hosts, accounts and other entities, {change}.",
    )
    query = """
        SELECT count(DISTINCT (zone, entity)) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
