"""Records that came late."""

from situation.measure import Measure


class Late(Measure):
    """Records that came late."""

    section = "visibility"
    order = 40
    title = ("迟到记录", "late records")
    unit = ("条", "records")
    means = (
        "早于探针自身时钟超过规则时限的记录数(仍全部入库)",
        "records older than their sensor's clock by more than the rule allows (all are kept)",
    )
    sentence = ("迟到记录{value}条,{change}。", "{value} records came late, {change}.")
    query = """
        SELECT CAST(coalesce(sum(late), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
