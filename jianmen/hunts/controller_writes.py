"""Writes to a controller by a host that is not its usual master."""

from jianmen.hunt import Hunt


class ControllerWrites(Hunt):
    """Writing Modbus functions not sent by the named master."""

    technique = "T0855"
    title = ("非指定主站对控制器的写操作", "writes to controllers by another host than the named master")
    query = "ics.function:/.*WRITE.*/ AND NOT source.ip:{master}"
    parameters = {"master": "192.168.2.10"}  # noqa: RUF012
