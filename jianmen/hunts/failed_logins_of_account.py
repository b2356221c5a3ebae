"""Failed logins of one account."""

from jianmen.hunt import Hunt


class FailedLoginsOfAccount(Hunt):
    """Failed logins of one account, whatever the protocol."""

    technique = "T1110"
    title = ("某账号的失败登录", "failed logins of an account")
    query = "user.name:{account} AND event.outcome:failure"
    parameters = {"account": "root"}  # noqa: RUF012
