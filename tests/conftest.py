"""Fixtures shared by all tests: one Spark session a process, and the shared data."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport | object, None]:
    """Where nothing may be skipped (make test-all), a skip is a failure."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("JIANMEN_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {report.longrepr}"


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The only Spark session of a test process."""
    from streaming.session import session

    made = session("local[2]", work=tmp_path_factory.mktemp("spark"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """../shared/data; a test that needs it is skipped with a reason where it is absent, and CI forbids the skip."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the shared data at {SHARED}")
        pytest.skip(f"no shared data at {SHARED}")
    return SHARED
