"""New listening services."""

from situation.measure import Measure


class ListeningServices(Measure):
    """New listening services."""

    section = "assets"
    order = 10
    weight = 1.0
    title = ("新增监听服务告警", "new listening services")
    unit = ("条", "alerts")
    means = (
        "检测器 new_service 报告的、以往未见的监听服务",
        "listening services not seen before, as reported by the detector new_service",
    )
    sentence = (
        "发现以往未见的监听服务{value}处,{change}。",
        "{value} listening services were seen for the first time, {change}.",
    )
    so_what = (
        "请资产责任单位逐一确认是否报备,未报备的关闭。",
        "Have the owners confirm each one; close what nobody declared.",
    )
    query = """
        SELECT count(*) FILTER (WHERE detector = 'new_service') AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
