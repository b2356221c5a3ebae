"""Expected sensors that showed nothing at all."""

from situation.measure import Measure


class SensorsDark(Measure):
    """Expected sensors that showed nothing at all."""

    section = "visibility"
    order = 20
    weight = 2.0
    compared = False
    title = ("全期无数据探针", "sensors dark all the time")
    unit = ("台", "sensors")
    means = (
        "清单中或以往出现过、但本期没有任何记录的探针数",
        "sensors declared or seen before that delivered no record in the period",
    )
    sentence = (
        "整期没有数据的探针{value}台,{change}。",
        "{value} sensors delivered nothing in the whole period, {change}.",
    )
    so_what = ("请核查这些探针的链路与电源。", "Check their links and power.")
    query = """
        WITH expected AS (
        SELECT sensor FROM sensors WHERE {place}
        UNION
        SELECT sensor FROM ledger WHERE event_time < {end} AND {place}
        ), seen AS (
        SELECT DISTINCT sensor FROM ledger WHERE {period} AND {place} AND records > 0
        )
        SELECT count(*) AS value, (SELECT count(*) FROM expected) AS row_count
        FROM expected WHERE sensor NOT IN (SELECT sensor FROM seen)
    """
