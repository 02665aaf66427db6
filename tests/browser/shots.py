"""Pictures of pages for looking at: `python -m tests.browser.shots FOLDER [ADDRESS …] [--cookie NAME=VALUE]`.

Without an address the sample pages are taken. Each page is taken wide and at 320 px, light and dark; a line per
picture says what is wrong with it, if anything.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django
from playwright.sync_api import sync_playwright

from tests.browser.measures import axe_violations, overflow, stumbles
from tests.browser.site import FLAGS, browser_path, served
from tests.browser.test_look import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKS = list(product(("light", "dark"), (320, 1280)))


def take(browser: Browser, folder: Path, address: str, cookies: list[str]) -> None:
    """Take the four pictures of one page and write a line on each."""
    parts = urlsplit(address)
    stem = (parts.path.strip("/").replace("/", "_") or "home") + (f"_{parts.query}" if parts.query else "")
    for theme, width in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
        for cookie in cookies:
            name, _equals, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": f"{parts.scheme}://{parts.netloc}"}])
        page = context.new_page()
        page.goto(address)
        file = folder / f"{stem}-{theme}-{width}.png"
        page.screenshot(path=file, full_page=True)
        found = [*axe_violations(page), *stumbles(page), *([("overflow", overflow(page))] if overflow(page) else [])]
        sys.stdout.write(f"{file}  {found or 'sound'}\n")
        context.close()


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("addresses", nargs="*")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        for address in asked.addresses or [f"{base}/{name}?lang={lang}" for name in PAGES for lang in ("en", "ar")]:
            take(browser, asked.folder, address, asked.cookie)
        browser.close()


if __name__ == "__main__":
    main()
