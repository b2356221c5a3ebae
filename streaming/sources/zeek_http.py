"""Zeek http.log: one record a request."""

from streaming.zeek import From, ZeekSource


class ZeekHttp(ZeekSource):
    """Zeek http.log: one record a request."""

    path = "http"
    dataset = "zeek.http"
    cells = ("web",)
    needs = ("method", "user_agent")
    constants = {"category": "web", "protocol": "http"}
    default_header = "#fields\t" + "ts uid id.orig_h id.orig_p id.resp_h id.resp_p trans_depth method host uri referrer version user_agent origin request_body_len response_body_len status_code status_msg info_code info_msg tags username password proxied orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames resp_mime_types".replace(" ", "\t")
    fields = {
        "http_method": From("method"),
        "url_domain": From("host"),
        "url_path": From("uri"),
        "http_referrer": From("referrer"),
        "user_agent": From("user_agent"),
        "http_request_bytes": From("request_body_len", "count"),
        "http_response_bytes": From("response_body_len", "count"),
        "http_status": From("status_code", "long"),
        "user_name": From("username"),
        "http_mime_type": From("resp_mime_types"),
    }
