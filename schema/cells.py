"""Minute cells: what detectors read instead of events. Counts add, times take min/max, so batches merge."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Common to all cells: where and when. `minute` is UTC, truncated; `sample` is the least event id."""

    zone: str
    sensor: str
    minute: datetime
    batch: int
    records: int
    sample: str
    first_time: datetime
    last_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCell(Cell):
    """Conversations of one pair and service in one minute; from zeek.conn, flows, NetFlow."""

    source_ip: str
    destination_ip: str
    destination_port: int
    transport: str
    protocol: str | None
    failed: int  # attempts nobody answered, or refused
    source_bytes: int
    destination_bytes: int
    source_packets: int
    destination_packets: int
    duration: float  # largest, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCell(Cell):
    """DNS questions of one client for one name in one minute."""

    source_ip: str
    destination_ip: str
    dns_name: str
    dns_type: str | None
    dns_response_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginCell(Cell):
    """Logins of one account from one place to one place in one minute, by outcome."""

    source_ip: str | None
    destination_ip: str | None
    host_name: str | None
    user_name: str | None
    protocol: str  # ssh, rdp, smb, kerberos, ftp, windows, http …
    outcome: str  # success, failure or unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class WebCell(Cell):
    """HTTP requests of one client to one host by status and method in one minute."""

    source_ip: str
    destination_ip: str | None
    destination_port: int | None
    url_domain: str | None
    http_method: str | None
    http_status: int | None
    user_agent: str | None
    request_bytes: int
    response_bytes: int
    paths: int  # distinct paths within the minute and batch (adds up to an upper bound)
    longest_path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsCell(Cell):
    """TLS sessions of one client to one name in one minute."""

    source_ip: str
    destination_ip: str
    destination_port: int
    tls_server_name: str | None
    tls_ja3: str | None
    tls_version: str | None
    tls_validation: str | None
    certificate_issuer: str | None
    certificate_not_after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IcsCell(Cell):
    """Commands of one master to one controller unit by function and object in one minute."""

    source_ip: str  # who asked
    destination_ip: str  # the controller
    destination_port: int | None
    protocol: str  # modbus, dnp3, iec104, s7comm, …
    ics_unit: str | None
    ics_function: str
    ics_function_code: int | None
    ics_direction: str | None
    ics_cause: str | None
    ics_object: str | None
    ics_exception: str | None
    least_address: int | None
    greatest_address: int | None
    values: int  # how many values were carried
    values_sum: float
    values_least: float | None
    values_greatest: float | None


CELLS: dict[str, type[Cell]] = {
    "flows": FlowCell,
    "names": NameCell,
    "logins": LoginCell,
    "web": WebCell,
    "tls": TlsCell,
    "ics": IcsCell,
}
