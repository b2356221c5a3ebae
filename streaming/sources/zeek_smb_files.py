"""Zeek smb_files.log: one record an action on a shared file."""

from streaming.zeek import From, ZeekSource


class ZeekSmbFiles(ZeekSource):
    """Zeek smb_files.log: one record an action on a shared file."""

    path = "smb_files"
    dataset = "zeek.smb_files"
    needs = ("action", "path", "name")
    constants = {"category": "file", "protocol": "smb"}
    fields = {
        "action": From("action"),
        "file_path": From("path"),
        "file_name": From("name"),
        "file_size": From("size", "count"),
    }
