"""Signs of a host under outside control."""

from situation.measure import Measure


class ControlChannels(Measure):
    """Signs of a host under outside control."""

    section = "attacks"
    order = 30
    weight = 4.0
    title = ("疑似受控(外联控制)告警", "signs of outside control")
    unit = ("条", "alerts")
    means = (
        "战术为命令与控制(TA0011)或外传(TA0010)的告警数",
        "alerts whose tactic is Command and Control (TA0011) or Exfiltration (TA0010)",
    )
    sentence = (
        "疑似主机受控或数据外传告警{value}条,{change}。",
        "{value} alerts suggest a host under outside control or data leaving, {change}.",
    )
    so_what = (
        "疑似失陷主机应立即隔离取证,并排查同网段。",
        "Isolate the hosts, keep the evidence and look at their neighbours.",
    )
    query = """
        SELECT count(*) FILTER (WHERE tactic IN ('TA0011', 'TA0010')) AS value, count(*) AS row_count
        FROM alerts
        WHERE {period} AND {place} AND {alike}
    """
