"""Incidents in the period."""

from situation.measure import Measure


class Incidents(Measure):
    """Incidents in the period."""

    section = "incidents"
    order = 10
    weight = 2.0
    compared = False
    title = ("安全事件", "incidents")
    unit = ("起", "incidents")
    means = (
        "由告警关联成的事件中,最后一条告警落在本期的事件数",
        "incidents joined from alerts whose last alert lies in the period",
    )
    sentence = ("关联形成安全事件{value}起,{change}。", "The alerts form {value} incidents, {change}.")
    so_what = ("请按事件而不是按单条告警组织处置。", "Handle incidents rather than single alerts.")
    query = """
        SELECT count(*) AS value, count(*) AS row_count
        FROM incidents
        WHERE {period} AND {places}
    """
