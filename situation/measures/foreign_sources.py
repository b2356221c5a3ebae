"""Alerts whose source lies abroad."""

from situation.measure import Measure


class ForeignSources(Measure):
    """Alerts whose source lies abroad."""

    section = "attacks"
    order = 40
    title = ("境外来源告警", "alerts from abroad")
    unit = ("条", "alerts")
    means = (
        "来源地址定位在中国境外的告警数(离线地址库定位,可能有误)",
        "alerts whose source address is located outside China (offline database; may be wrong)",
    )
    sentence = ("来源位于境外的告警{value}条,{change}。", "{value} alerts have a source abroad, {change}.")
    query = """
        SELECT count(*) FILTER (WHERE source_country IS NOT NULL AND source_country <> 'CN') AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
