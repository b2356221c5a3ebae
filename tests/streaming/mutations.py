"""Good lines of every source, and broken versions of them: cut, mistyped, no UTF-8, huge, with NULs, absurd times, negative counts."""

import random
import re

GOOD: dict[str, list[str]] = {
    "zeek.conn": ['{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":40000,"id.resp_h":"10.0.0.2","id.resp_p":443,"proto":"tcp","duration":1.5,"orig_bytes":100,"resp_bytes":200,"conn_state":"SF","orig_pkts":3,"resp_pkts":4}'],
    "zeek.dns": ['{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":40000,"id.resp_h":"10.0.0.2","id.resp_p":53,"proto":"udp","query":"a.example.com","qtype_name":"A","rcode_name":"NOERROR","answers":["1.2.3.4"]}'],
    "zeek.http": ['{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":40000,"id.resp_h":"10.0.0.2","id.resp_p":80,"method":"GET","host":"h","uri":"/","user_agent":"x","status_code":200,"request_body_len":0}'],
    "zeek.ssl": ['{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":40000,"id.resp_h":"10.0.0.2","id.resp_p":443,"version":"TLSv12","cipher":"X","server_name":"h","established":true}'],
    "suricata.eve": ['{"timestamp":"2023-11-14T22:13:20.000000+0000","event_type":"alert","flow_id":1,"src_ip":"10.0.0.1","src_port":1,"dest_ip":"10.0.0.2","dest_port":80,"proto":"TCP","alert":{"signature_id":1,"signature":"s","category":"c","severity":1}}'],
    "syslog": ["<86>Nov 14 22:13:20 host sshd[1]: Failed password for root from 192.0.2.1 port 4000 ssh2", "<34>1 2023-11-14T22:13:20Z host app 1 ID - text"],
    "web.access": ['192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET / HTTP/1.1" 200 512 "-" "agent"'],
    "web.error": ["[Sun Dec 04 04:47:44 2005] [error] [client 192.0.2.1] text"],
    "windows.event": ['{"EventID":4625,"Channel":"Security","Hostname":"h","@timestamp":"2023-11-14T22:13:20Z","TargetUserName":"u","IpAddress":"10.0.0.1"}'],
    "netflow": ['{"sourceIPv4Address":"10.0.0.1","destinationIPv4Address":"10.0.0.2","sourceTransportPort":1,"destinationTransportPort":2,"protocolIdentifier":6,"octetDeltaCount":10,"packetDeltaCount":1,"flowStartMilliseconds":1700000000000,"flowEndMilliseconds":1700000001000}'],
    "cef": ["CEF:0|v|p|1|100|name|5|src=10.0.0.1 dst=10.0.0.2 spt=1 dpt=2 rt=1700000000000"],
    "antivirus": ['{"timestamp":"2023-11-14T22:13:20Z","virus_name":"EICAR","host":"h","host_ip":"10.0.0.1"}'],
    "binetflow": ["2023/11/14 22:13:20.000000,1.0,tcp,10.0.0.1,1,->,10.0.0.2,80,CON,0,0,4,400,200,label"],
    "zeek.weird": ["1700000000.5\tC1\t10.0.0.1\t1\t10.0.0.2\t2\tname\t-\tF\tworker"],
}
HEADERS = {
    "zeek.conn": "#json", "zeek.dns": "#json", "zeek.http": "#json", "zeek.ssl": "#json", "windows.event": "#json",
    "binetflow": "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label",
    "zeek.weird": "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tname\taddl\tnotice\tpeer",
}  # fmt: skip


def broken(line: str, chance: random.Random) -> bytes:
    """One mutation of a good line; never a newline, for the collector cuts there."""
    raw = line.encode()
    kind = chance.randrange(9)
    if kind == 0:
        raw = raw[: chance.randrange(len(raw))]
    elif kind == 1:
        at = chance.randrange(len(raw))
        raw = raw[:at] + bytes(chance.randrange(256) for _ in range(3)) + raw[at:]
    elif kind == 2:
        raw = raw.replace(b"0", b"\x00", 2)
    elif kind == 3:
        raw = re.sub(rb"1700000000(\.5)?", chance.choice([b"99999999999999", b"-5", b"1e400", b"NaN", b"abc"]), raw)
        raw = raw.replace(b"2023", chance.choice([b"9999", b"0000", b"20x3", b"99999"]))
    elif kind == 4:
        raw = re.sub(rb"(?<=[:,\t ])\d+", chance.choice([b"-1", b"70000", b'"x"', b"[]", b"{}", b"1e999", b"true"]), raw, count=chance.randrange(1, 4))
    elif kind == 5:
        raw = re.sub(rb"10\.0\.0\.1", chance.choice([b"999.1.1.1", b"<script>", b"", b"::ffff:1.2.3.4", "地址".encode()]), raw)
    elif kind == 6:
        raw = raw + raw
    elif kind == 7:
        raw = bytes(chance.sample(list(raw), len(raw)))
    else:
        raw = raw[:-1] + b"," * chance.randrange(1, 50)
    return raw.replace(b"\n", b" ").replace(b"\r", b" ")
