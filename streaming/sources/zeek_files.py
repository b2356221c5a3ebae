"""Zeek files.log: one record a file seen on the wire."""

from streaming.zeek import From, ZeekSource


class ZeekFiles(ZeekSource):
    """Zeek files.log: one record a file seen on the wire."""

    path = "files"
    dataset = "zeek.files"
    needs = ("fuid", "analyzers")
    constants = {"category": "file"}
    ends = {}
    fields = {
        "source_ip": From("tx_hosts", "string", ("id.orig_h",)),
        "destination_ip": From("rx_hosts", "string", ("id.resp_h",)),
        "protocol": From("source"),
        "file_mime_type": From("mime_type"),
        "file_name": From("filename"),
        "file_size": From("total_bytes", "count", ("seen_bytes",)),
        "file_md5": From("md5"),
        "file_sha1": From("sha1"),
        "file_sha256": From("sha256"),
        "session_id": From("conn_uids", "string", ("uid",)),
    }
