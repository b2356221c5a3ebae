"""Distinct ATT&CK techniques seen."""

from situation.measure import Measure


class Techniques(Measure):
    """Distinct ATT&CK techniques seen."""

    section = "attacks"
    order = 20
    weight = 0.4
    title = ("攻击技术种类", "ATT&CK techniques")
    unit = ("种", "techniques")
    means = ("告警对应的不同 ATT&CK 技术编号数", "distinct ATT&CK technique ids of the alerts")
    sentence = ("观察到 ATT&CK 攻击技术{value}种,{change}。", "{value} ATT&CK techniques were observed, {change}.")
    query = """
        SELECT count(DISTINCT technique) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
