"""Remote administration between inner hosts."""

from jianmen.hunt import Hunt


class RemoteDesktopInside(Hunt):
    """RDP, WinRM and SSH between addresses of one network."""

    technique = "T1021"
    title = ("内网之间的远程管理连接", "remote administration between inner hosts")
    query = "source.ip:{network} AND destination.ip:{network} AND destination.port:(3389 OR 5985 OR 5986 OR 22)"
    parameters = {"network": "192.168.0.0/16"}  # noqa: RUF012
