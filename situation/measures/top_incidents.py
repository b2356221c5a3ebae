"""The incidents of highest score, with their alerts counted."""

from situation.measure import Measure


class TopIncidents(Measure):
    """The incidents of highest score, with their alerts counted."""

    section = "incidents"
    order = 50
    kind = "table"
    title = ("重点事件", "leading incidents")
    unit = ("条", "alerts")
    means = (
        "按路径得分从高到低取前若干起事件,列出各自的告警数",
        "the incidents of highest path score, with the number of alerts in each",
    )
    compared = False
    public = False
    query = """
        SELECT incident_id AS item, alert_count AS value, alert_count AS row_count
        FROM incidents
        WHERE {period} AND {places}
        ORDER BY score DESC, incident_id
        LIMIT 10
    """
