"""Errors a user can act on."""


class UserError(Exception):
    """Something the user can put right; the message says what is wrong and what to do next."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
