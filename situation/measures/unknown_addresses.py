"""Records none of whose addresses the inventory knows."""

from situation.measure import Measure


class UnknownAddresses(Measure):
    """Records none of whose addresses the inventory knows."""

    section = "assets"
    order = 30
    weight = 0.2
    title = ("清单外地址记录", "records outside the inventory")
    unit = ("条", "records")
    means = ("两端地址均不在资产清单网段内的记录数", "records none of whose addresses the inventory knows")
    sentence = (
        "两端均不在清单内的记录{value}条,{change}。",
        "{value} records concern no address of the inventory, {change}.",
    )
    so_what = ("请补充资产清单中的网段。", "Add the missing networks to the inventory.")
    query = """
        SELECT CAST(coalesce(sum(unknown), 0) AS BIGINT) AS value, count(*) AS row_count
        FROM ledger
        WHERE {period} AND {place} AND {alike}
    """
