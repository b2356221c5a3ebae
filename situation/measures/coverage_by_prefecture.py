"""Sensor-hours seen, by prefecture."""

from situation.measure import Measure


class CoverageByPrefecture(Measure):
    """Sensor-hours seen, by prefecture."""

    section = "visibility"
    order = 70
    kind = "table"
    compared = False
    title = ("各市州覆盖", "coverage by prefecture")
    unit = ("%", "%")
    means = (
        "各市州有记录的探针小时数 ÷ 应有探针小时数 × 100",
        "sensor-hours with a record ÷ sensor-hours expected × 100, by prefecture",
    )
    query = """
        WITH expected AS (
        SELECT sensor, coalesce(prefecture, '') AS prefecture FROM sensors WHERE {place}
        UNION
        SELECT sensor, coalesce(prefecture, '') AS prefecture FROM ledger WHERE event_time < {end} AND {place}
        ), wanted AS (
        SELECT prefecture, count(DISTINCT sensor) * {hours} AS base FROM expected GROUP BY prefecture
        ), seen AS (
        SELECT coalesce(prefecture, '') AS prefecture, count(DISTINCT (sensor, date_trunc('hour', event_time))) AS hours, count(*) AS entries
        FROM ledger WHERE {period} AND {place} AND records > 0
        GROUP BY coalesce(prefecture, '')
        )
        SELECT wanted.prefecture AS item, round(100.0 * coalesce(seen.hours, 0) / wanted.base, 1) AS value, coalesce(seen.entries, 0) AS row_count
        FROM wanted LEFT JOIN seen ON wanted.prefecture = seen.prefecture
        ORDER BY value, item
    """
