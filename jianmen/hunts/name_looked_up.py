"""Who asked for a name."""

from jianmen.hunt import Hunt


class NameLookedUp(Hunt):
    """DNS questions for a domain."""

    technique = "T1071.004"
    title = ("谁查询过某域名", "who looked up a name")
    query = "dns.question.name:{name}"
    parameters = {"name": "example.com"}  # noqa: RUF012
