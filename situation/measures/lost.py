"""Records the sensors themselves report as lost."""

from situation.measure import Measure


class Lost(Measure):
    """Records the sensors themselves report as lost."""

    section = "visibility"
    order = 50
    weight = 1.0
    title = ("丢失记录", "lost records")
    unit = ("条", "records")
    means = ("由探针序号缺口推知的丢失记录数", "records lost, by gaps in the sensors' own counters")
    sentence = (
        "由序号推知丢失记录{value}条,{change}。",
        "{value} records were lost, by the sensors' own counters, {change}.",
    )
    so_what = ("请检查传输链路的丢包。", "Check the transport for losses.")
    query = """
        SELECT CAST(coalesce(sum(lost), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
