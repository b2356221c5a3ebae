"""Countries alerts come from."""

from situation.measure import Measure


class SourcesAbroad(Measure):
    """Countries alerts come from."""

    section = "attacks"
    order = 70
    kind = "table"
    title = ("境外来源地", "countries of origin")
    unit = ("条", "alerts")
    means = (
        "境外来源告警按国家代码计数(离线地址库定位,可能有误)",
        "alerts from abroad by country code (offline database; may be wrong)",
    )
    query = """
        SELECT source_country AS item, count(*) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike} AND source_country IS NOT NULL AND source_country <> 'CN'
        GROUP BY source_country
        ORDER BY value DESC, item
        LIMIT 10
    """
