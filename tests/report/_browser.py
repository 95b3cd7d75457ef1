"""Headless Chromium, started once, and what it logs of a page."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--proxy-server=127.0.0.1:9",
)
"""Containers run as root, which takes --no-sandbox; the proxy leads nowhere."""


class Browser:
    """A page at a time, with its log and its requests."""

    def __init__(self, driver: Chrome, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, page: str | bytes, *, width: int = 1280, height: int = 900) -> None:
        """Shows a page in a window of a size, after all that was set before is taken back."""
        self.command("Emulation.setScriptExecutionDisabled", value=False)
        self.emulate()
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        path = self.folder / "page.html"
        path.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8"))
        self.driver.get("about:blank")
        self.errors(), self.requests()
        self.driver.get(path.as_uri())

    def command(self, name: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, arguments)

    def emulate(self, *, media: str = "", **features: str) -> None:
        """Media and features such as ``prefers_color_scheme="dark"``."""
        wanted = [{"name": n.replace("_", "-"), "value": v} for n, v in features.items()]
        self.command("Emulation.setEmulatedMedia", media=media, features=wanted)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def errors(self) -> list[str]:
        """What the console was told since the last time."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """What was asked for since the last time, in the order of asking."""
        entries = (json.loads(e["message"])["message"] for e in self._log("performance"))
        return [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.execute("getLog", {"type": kind})["value"]
        return entries

    def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        asked = self.command("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(asked["data"])

    def picture(self) -> bytes:
        """The whole page as PNG."""
        taken = self.command("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(taken["data"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, ChromeService(DRIVER))
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()
