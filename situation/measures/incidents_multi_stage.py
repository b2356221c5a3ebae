"""Incidents that passed two or more tactics."""

from situation.measure import Measure


class IncidentsMultiStage(Measure):
    """Incidents that passed two or more tactics."""

    section = "incidents"
    order = 30
    weight = 4.5
    compared = False
    title = ("多阶段攻击事件", "multi-stage incidents")
    unit = ("起", "incidents")
    means = ("包含两个及以上 ATT&CK 战术的事件数", "incidents that comprise two or more ATT&CK tactics")
    sentence = ("呈多阶段攻击特征的{value}起,{change}。", "{value} show more than one stage of an attack, {change}.")
    so_what = (
        "多阶段意味着攻击者已向内推进,应沿攻击路径逐台排查。",
        "More than one stage means somebody is moving inwards: follow the path host by host.",
    )
    query = """
        SELECT count(*) FILTER (WHERE cardinality(tactics) > 1) AS value, count(*) AS row_count
        FROM incidents
        WHERE {period} AND {places}
    """
