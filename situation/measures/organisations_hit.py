"""Organisations with an alert."""

from situation.measure import Measure


class OrganisationsHit(Measure):
    """Organisations with an alert."""

    section = "overview"
    order = 40
    weight = 1.5
    title = ("涉及单位", "organisations concerned")
    unit = ("家", "organisations")
    means = (
        "至少有一条告警的单位数(清单之外的不计)",
        "organisations with at least one alert (those outside the inventory not counted)",
    )
    sentence = (
        "告警涉及关键信息基础设施运营单位{value}家,{change}。",
        "The alerts concern {value} operators, {change}.",
    )
    so_what = ("建议优先联系告警涉及的单位核实。", "Contact the organisations concerned first.")
    query = """
        SELECT count(DISTINCT organisation) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
