"""Alerts judged to be false alarms."""

from situation.measure import Measure


class JudgedFalse(Measure):
    """Alerts judged to be false alarms."""

    section = "handling"
    order = 20
    worse = "neither"
    title = ("研判为误报", "judged to be false alarms")
    unit = ("条", "alerts")
    means = ("分析员结论为误报(false_positive)的告警数", "alerts an analyst judged to be false_positive")
    sentence = ("经研判为误报的{value}条,{change}。", "{value} were judged to be false alarms, {change}.")
    query = """
        SELECT count(*) FILTER (WHERE verdict = 'false_positive') AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
