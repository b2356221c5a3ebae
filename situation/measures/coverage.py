"""Share of expected sensor-hours that showed us anything."""

from situation.measure import Measure


class Coverage(Measure):
    """Share of expected sensor-hours that showed us anything."""

    section = "visibility"
    order = 10
    kind = "share"
    worse = "down"
    compared = False
    weight = 2.5
    title = ("数据覆盖率", "coverage")
    unit = ("%", "%")
    means = (
        "有记录的探针小时数 ÷ 应有探针小时数(清单中的探针与台账中出现过的探针 × 本期小时数)",
        "sensor-hours with a record ÷ sensor-hours expected (sensors of the inventory and of the ledger × hours of the period)",
    )
    sentence = (
        "探针数据覆盖率{value}%({change}):应有{base}探针小时。",
        "Coverage of the sensors is {value}% ({change}): {base} sensor-hours were expected.",
    )
    so_what = (
        "未覆盖的时段与单位情况不明,不等于安全;请尽快恢复探针。",
        "What was not covered is unknown, not safe: restore the sensors.",
    )
    query = """
        WITH expected AS (
        SELECT sensor FROM sensors WHERE {place}
        UNION
        SELECT sensor FROM ledger WHERE event_time < {end} AND {place}
        ), seen AS (
        SELECT sensor, date_trunc('hour', event_time) AS hour, count(*) AS entries
        FROM ledger WHERE {period} AND {place} AND records > 0
        GROUP BY sensor, date_trunc('hour', event_time)
        )
        SELECT (SELECT count(*) FROM seen) AS value, (SELECT count(*) FROM expected) * {hours} AS base,
        (SELECT CAST(coalesce(sum(entries), 0) AS BIGINT) FROM seen) AS row_count
    """
