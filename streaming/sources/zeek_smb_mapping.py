"""Zeek smb_mapping.log: one record a share mounted."""

from streaming.zeek import From, ZeekSource


class ZeekSmbMapping(ZeekSource):
    """Zeek smb_mapping.log: one record a share mounted."""

    path = "smb_mapping"
    dataset = "zeek.smb_mapping"
    needs = ("share_type", "path")
    constants = {"category": "file", "protocol": "smb"}
    fields = {
        "file_path": From("path"),
        "code": From("share_type"),
        "message": From("native_file_system"),
    }
