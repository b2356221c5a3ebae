"""Event: one normalised record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from schema.ecs import Ecs

Text = str | None
Number = int | None
Real = float | None
Flag = bool | None
Time = datetime | None
Texts = list[str] | None
Reals = list[float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One normalised record; what a source does not know stays None."""

    # identity and provenance
    event_id: Annotated[str, Ecs("event.id", doc="first 128 bits of SHA-256(dataset, sensor, origin, content hash)")]
    content_hash: Annotated[str, Ecs("event.hash", doc="first 128 bits of SHA-256 of the raw record")]
    dataset: Annotated[str, Ecs("event.dataset", doc="e.g. zeek.conn, suricata.eve, syslog")]
    sensor: Annotated[str, Ecs("observer.name", doc="sensor that saw it")]
    zone: Annotated[str, Ecs("jianmen.zone", doc="address space of the sensor")]
    event_time: Annotated[Time, Ecs("@timestamp", "date")] = None
    ingest_time: Annotated[Time, Ecs("event.ingested", "date")] = None
    raw: Annotated[Text, Ecs("event.original", "text", "kept for evidence; otherwise read it by the log pointer")] = None
    log_topic: Annotated[Text, Ecs("jianmen.log.topic")] = None
    log_partition: Annotated[Number, Ecs("jianmen.log.partition", "long")] = None
    log_offset: Annotated[Number, Ecs("jianmen.log.offset", "long")] = None
    log_index: Annotated[Number, Ecs("jianmen.log.index", "long", "record index inside the message")] = None
    batch: Annotated[Number, Ecs("jianmen.batch", "long", "micro-batch that wrote it")] = None

    # what happened
    category: Annotated[Text, Ecs("event.category")] = None
    action: Annotated[Text, Ecs("event.action")] = None
    outcome: Annotated[Text, Ecs("event.outcome", doc="success, failure or unknown")] = None
    code: Annotated[Text, Ecs("event.code")] = None
    reason: Annotated[Text, Ecs("event.reason")] = None
    severity: Annotated[Number, Ecs("event.severity", "long")] = None
    duration: Annotated[Real, Ecs("event.duration", "double", "seconds")] = None
    message: Annotated[Text, Ecs("message", "text")] = None

    # where the sensor stands (from the inventory)
    organisation: Annotated[Text, Ecs("organization.id", doc="organisation of the sensor")] = None
    prefecture: Annotated[Text, Ecs("jianmen.prefecture", doc="six-digit code of the sensor's prefecture")] = None
    sector: Annotated[Text, Ecs("jianmen.sector", doc="CII sector of the sensor's organisation")] = None

    # ends of the conversation
    source_ip: Annotated[Text, Ecs("source.ip", "ip")] = None
    source_port: Annotated[Number, Ecs("source.port", "long")] = None
    source_mac: Annotated[Text, Ecs("source.mac")] = None
    source_bytes: Annotated[Number, Ecs("source.bytes", "long")] = None
    source_packets: Annotated[Number, Ecs("source.packets", "long")] = None
    source_user: Annotated[Text, Ecs("source.user.name")] = None
    source_organisation: Annotated[Text, Ecs("source.organization.id")] = None
    source_prefecture: Annotated[Text, Ecs("source.jianmen.prefecture")] = None
    source_sector: Annotated[Text, Ecs("source.jianmen.sector")] = None
    destination_ip: Annotated[Text, Ecs("destination.ip", "ip")] = None
    destination_port: Annotated[Number, Ecs("destination.port", "long")] = None
    destination_mac: Annotated[Text, Ecs("destination.mac")] = None
    destination_bytes: Annotated[Number, Ecs("destination.bytes", "long")] = None
    destination_packets: Annotated[Number, Ecs("destination.packets", "long")] = None
    destination_domain: Annotated[Text, Ecs("destination.domain")] = None
    destination_organisation: Annotated[Text, Ecs("destination.organization.id")] = None
    destination_prefecture: Annotated[Text, Ecs("destination.jianmen.prefecture")] = None
    destination_sector: Annotated[Text, Ecs("destination.jianmen.sector")] = None
    transport: Annotated[Text, Ecs("network.transport", doc="tcp, udp, icmp")] = None
    protocol: Annotated[Text, Ecs("network.protocol", doc="application protocol the sensor recognised")] = None
    connection_state: Annotated[Text, Ecs("zeek.connection.state")] = None
    connection_history: Annotated[Text, Ecs("zeek.connection.history")] = None
    session_id: Annotated[Text, Ecs("zeek.session_id", doc="uid that joins the logs of one connection")] = None

    # names
    dns_name: Annotated[Text, Ecs("dns.question.name")] = None
    dns_type: Annotated[Text, Ecs("dns.question.type")] = None
    dns_response_code: Annotated[Text, Ecs("dns.response_code")] = None
    dns_answers: Annotated[Texts, Ecs("dns.answers.data")] = None

    # web
    http_method: Annotated[Text, Ecs("http.request.method")] = None
    http_status: Annotated[Number, Ecs("http.response.status_code", "long")] = None
    http_request_bytes: Annotated[Number, Ecs("http.request.body.bytes", "long")] = None
    http_response_bytes: Annotated[Number, Ecs("http.response.body.bytes", "long")] = None
    http_referrer: Annotated[Text, Ecs("http.request.referrer")] = None
    http_mime_type: Annotated[Text, Ecs("http.response.mime_type")] = None
    url_domain: Annotated[Text, Ecs("url.domain")] = None
    url_path: Annotated[Text, Ecs("url.original", doc="path and query as asked")] = None
    user_agent: Annotated[Text, Ecs("user_agent.original")] = None

    # TLS and certificates
    tls_version: Annotated[Text, Ecs("tls.version")] = None
    tls_cipher: Annotated[Text, Ecs("tls.cipher")] = None
    tls_server_name: Annotated[Text, Ecs("tls.client.server_name")] = None
    tls_established: Annotated[Flag, Ecs("tls.established", "boolean")] = None
    tls_ja3: Annotated[Text, Ecs("tls.client.ja3")] = None
    tls_ja3s: Annotated[Text, Ecs("tls.server.ja3s")] = None
    tls_ja4: Annotated[Text, Ecs("tls.client.ja4")] = None
    tls_validation: Annotated[Text, Ecs("zeek.ssl.validation.status")] = None
    certificate_subject: Annotated[Text, Ecs("tls.server.x509.subject.distinguished_name")] = None
    certificate_issuer: Annotated[Text, Ecs("tls.server.x509.issuer.distinguished_name")] = None
    certificate_not_before: Annotated[Time, Ecs("tls.server.x509.not_before", "date")] = None
    certificate_not_after: Annotated[Time, Ecs("tls.server.x509.not_after", "date")] = None
    certificate_hash: Annotated[Text, Ecs("tls.server.hash.sha256")] = None

    # files
    file_name: Annotated[Text, Ecs("file.name")] = None
    file_path: Annotated[Text, Ecs("file.path")] = None
    file_size: Annotated[Number, Ecs("file.size", "long")] = None
    file_mime_type: Annotated[Text, Ecs("file.mime_type")] = None
    file_md5: Annotated[Text, Ecs("file.hash.md5")] = None
    file_sha1: Annotated[Text, Ecs("file.hash.sha1")] = None
    file_sha256: Annotated[Text, Ecs("file.hash.sha256")] = None

    # people, hosts, processes
    user_name: Annotated[Text, Ecs("user.name")] = None
    user_domain: Annotated[Text, Ecs("user.domain")] = None
    user_target: Annotated[Text, Ecs("user.target.name")] = None
    host_name: Annotated[Text, Ecs("host.name")] = None
    process_name: Annotated[Text, Ecs("process.name")] = None
    process_pid: Annotated[Number, Ecs("process.pid", "long")] = None
    process_executable: Annotated[Text, Ecs("process.executable")] = None
    process_command_line: Annotated[Text, Ecs("process.command_line", "text")] = None
    process_parent: Annotated[Text, Ecs("process.parent.executable")] = None
    syslog_facility: Annotated[Number, Ecs("log.syslog.facility.code", "long")] = None
    syslog_severity: Annotated[Number, Ecs("log.syslog.severity.code", "long")] = None

    # a sensor's own verdict
    rule_id: Annotated[Text, Ecs("rule.id")] = None
    rule_name: Annotated[Text, Ecs("rule.name")] = None
    rule_category: Annotated[Text, Ecs("rule.category")] = None
    technique: Annotated[Text, Ecs("threat.technique.id", doc="ATT&CK technique the sensor itself names")] = None
    virus_name: Annotated[Text, Ecs("threat.software.name")] = None

    # industrial control
    ics_unit: Annotated[Text, Ecs("ics.unit", doc="unit, slave, common address or rack/slot")] = None
    ics_function: Annotated[Text, Ecs("ics.function", doc="function, service or type as the protocol names it")] = None
    ics_function_code: Annotated[Number, Ecs("ics.function_code", "long")] = None
    ics_direction: Annotated[Text, Ecs("ics.direction", doc="request or response")] = None
    ics_cause: Annotated[Text, Ecs("ics.cause", doc="IEC 104 cause of transmission, S7 ROSCTR, CIP status")] = None
    ics_object: Annotated[Text, Ecs("ics.object", doc="register type, object, block or node")] = None
    ics_address: Annotated[Number, Ecs("ics.address", "long")] = None
    ics_quantity: Annotated[Number, Ecs("ics.quantity", "long")] = None
    ics_values: Annotated[Reals, Ecs("ics.values", "double")] = None
    ics_exception: Annotated[Text, Ecs("ics.exception")] = None
    ics_transaction: Annotated[Number, Ecs("ics.transaction", "long")] = None

    # everything else the record said, by its own field name
    labels: Annotated[dict[str, str] | None, Ecs("labels", "flattened")] = None
