"""Incidents by suggested grade."""

from situation.measure import Measure


class IncidentsByGrade(Measure):
    """Incidents by suggested grade."""

    section = "incidents"
    order = 40
    kind = "table"
    compared = False
    title = ("按建议等级", "by suggested grade")
    unit = ("起", "incidents")
    means = ("事件按系统建议等级计数", "incidents counted by suggested grade")
    query = """
        SELECT grade AS item, count(*) AS value, count(*) AS row_count
        FROM incidents
        WHERE {period} AND {places}
        GROUP BY grade
        ORDER BY value DESC, item
    """
