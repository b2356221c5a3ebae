"""Records dated ahead of their receipt."""

from situation.measure import Measure


class Quarantined(Measure):
    """Records dated ahead of their receipt."""

    section = "visibility"
    order = 60
    title = ("时间异常记录", "records dated ahead")
    unit = ("条", "records")
    means = (
        "时间超前于接收时间、被隔离且不参与评分的记录数",
        "records dated ahead of their receipt, kept apart and not scored",
    )
    sentence = ("时间超前被隔离的记录{value}条,{change}。", "{value} records were dated ahead and set apart, {change}.")
    query = """
        SELECT CAST(coalesce(sum(quarantined), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
