"""Alerts in the period."""

from situation.measure import Measure


class Alerts(Measure):
    """Alerts in the period."""

    section = "overview"
    order = 20
    weight = 0.5
    title = ("安全告警", "alerts")
    unit = ("条", "alerts")
    means = (
        "检测器在本期报告的告警数(已撤回者不计,重复者已并入同一条)",
        "alerts reported by the detectors in the period (withdrawn ones not counted, repetitions folded into one)",
    )
    sentence = ("监测发现安全告警{value}条,{change}。", "{value} alerts were raised, {change}.")
    so_what = ("请各单位按严重程度从高到低逐条研判并反馈。", "Triage them from the most severe down and report back.")
    query = """
        SELECT count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
