"""Controllers named by ICS alerts."""

from situation.measure import Measure


class IcsControllers(Measure):
    """Controllers named by ICS alerts."""

    section = "ics"
    order = 20
    weight = 1.0
    title = ("涉及控制器", "controllers concerned")
    unit = ("台", "controllers")
    means = ("工控告警中不同的(区域、控制器地址)数", "distinct (zone, controller address) pairs in ICS alerts")
    sentence = ("涉及控制器{value}台,{change}。", "They concern {value} controllers, {change}.")
    query = """
        SELECT count(DISTINCT (zone, destination_ip)) FILTER (WHERE matrix = 'ics' AND destination_ip IS NOT NULL) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
