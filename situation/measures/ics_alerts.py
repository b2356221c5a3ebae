"""Alerts of the ICS matrix."""

from situation.measure import Measure


class IcsAlerts(Measure):
    """Alerts of the ICS matrix."""

    section = "ics"
    order = 10
    weight = 5.0
    title = ("工控告警", "ICS alerts")
    unit = ("条", "alerts")
    means = ("ATT&CK ICS 矩阵的告警数", "alerts of the ATT&CK ICS matrix")
    sentence = (
        "涉及工业控制系统的告警{value}条,{change}。",
        "{value} alerts concern industrial control systems, {change}.",
    )
    so_what = (
        "请会同厂站工程师核对是否为计划内操作,非计划的立即切断来源。",
        "Check with the plant engineers whether the operation was planned; cut off the source if not.",
    )
    query = """
        SELECT count(*) FILTER (WHERE matrix = 'ics') AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
