"""Settings of an out folder: what profile, whose inventory, demo or not."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

import inventory
from inventory import Inventory
from jianmen.errors import UserError
from jianmen.language import say

RULES = Path(__file__).resolve().parent.parent / "schema" / "rules"


@dataclass(frozen=True, slots=True)
class Settings:
    """OUT/settings.json."""

    profile: str = "embedded"
    inventory: str | None = None
    demo: bool = False

    def save(self, out: Path) -> None:
        """Write OUT/settings.json."""
        out.mkdir(parents=True, exist_ok=True)
        (out / "settings.json").write_text(json.dumps(asdict(self), indent=2))


def load(out: Path) -> Settings:
    """The settings of an out folder; defaults when it has none."""
    path = out / "settings.json"
    return Settings(**json.loads(path.read_text())) if path.exists() else Settings()


def require_out(out: Path) -> Path:
    """The folder, or a UserError that says how to make one."""
    if not (out / "settings.json").exists():
        raise UserError(
            say(
                f"{out} 不是剑门的输出目录(没有 settings.json)。先运行:jianmen run --input 日志目录 --out {out}",
                f"{out} is no output folder of Jianmen (no settings.json). First run: jianmen run --input LOGS --out {out}",
            )
        )
    return out


def open_inventory(folder: Path | None, out: Path) -> Inventory:
    """The inventory given, copied into the out folder; or the one used there before; or an empty one."""
    kept = out / "inventory"
    if folder is not None:
        if not folder.is_dir():
            raise UserError(say(f"资产目录不存在:{folder}", f"no such inventory folder: {folder}"))
        try:
            loaded = inventory.load(folder)
        except inventory.InventoryError as error:
            problems = "\n  ".join(error.problems)
            raise UserError(say(f"资产目录有误,请改正后重试:\n  {problems}", f"the inventory has errors; put them right and try again:\n  {problems}")) from error
        if folder.resolve() != kept.resolve():
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept)
        return loaded
    return inventory.load(kept) if kept.is_dir() else inventory.empty()


def rules(name: str) -> dict[str, Any]:
    """A dated rule file of schema/rules."""
    loaded: dict[str, Any] = yaml.safe_load((RULES / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded
