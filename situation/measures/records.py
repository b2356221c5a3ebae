"""Records received in the period."""

from situation.measure import Measure


class Records(Measure):
    """Records received in the period."""

    section = "overview"
    order = 10
    worse = "neither"
    title = ("接收记录", "records received")
    unit = ("条", "records")
    means = (
        "各探针送达并解析成功或登记在案的全部原始记录数(可见性台账之和)",
        "all records the sensors delivered, parsed or accounted for (sum over the visibility ledger)",
    )
    sentence = ("共接收日志与流量记录{value}条,{change}。", "{value} log and flow records were received, {change}.")
    query = """
        SELECT CAST(coalesce(sum(records), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
