"""Records that could not be read."""

from situation.measure import Measure


class DeadLetters(Measure):
    """Records that could not be read."""

    section = "visibility"
    order = 30
    weight = 0.3
    title = ("无法解析记录", "records that could not be read")
    unit = ("条", "records")
    means = ("写入死信表的记录数(保留原文与原因)", "records kept as dead letters, with reason and raw bytes")
    sentence = (
        "无法解析的记录{value}条,{change},均保留原文与原因。",
        "{value} records could not be read, {change}; all are kept with their reason.",
    )
    so_what = ("请检查对应探针的日志格式。", "Check the format those sensors write.")
    query = """
        SELECT CAST(coalesce(sum(dead_letters), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
