"""Plug-ins are found by looking in a folder: no list anywhere is edited."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")


class DiscoveryError(ImportError):
    """A plug-in folder holds a file that does not keep the one-class-a-file rule."""


def discover(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """File name → an instance of the one class of `kind` each file of `package` defines, sorted by name."""
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        classes = [value for value in vars(module).values() if _is_own(value, kind, module)]
        if len(classes) != 1:
            raise DiscoveryError(
                f"{module.__file__}: holds {len(classes)} classes of kind {kind.__name__}; "
                f"each file in {package.__name__} must define exactly one"
            )
        found[info.name] = classes[0]()
    return found


def _is_own(value: Any, kind: type, module: ModuleType) -> bool:
    return (
        inspect.isclass(value)
        and issubclass(value, kind)
        and value is not kind
        and value.__module__ == module.__name__
        and not value.__name__.startswith("_")
    )
