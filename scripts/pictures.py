#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of docs/images from the running demo: `./ap pictures [NAME…]`.

`docs/pictures.csv` says which: name, who looks, the action, and steps after it (`open`: the
first row; `click CSS`: that element), joined by `|`. Each is taken in English and in French
at 1440 × 900. A message of error on the screen stops it: a picture of a fault is none.
"""

import argparse
import base64
import csv
import io
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
import websocket
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {"en": "en_US", "fr": "fr_FR"}
WIDTH, HEIGHT = 1440, 900
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
COLOURS = 128  # of a picture: screens are flat, and files stay small
PATIENCE = 60  # seconds
STEPS = {"open": ".o_data_row .o_data_cell, .o_kanban_record:not(.o_kanban_ghost)"}
READY = """document.readyState === 'complete' && !!document.querySelector('.o_action_manager > *')
    && !document.querySelector('.o_loading_indicator, .o_blockUI')"""
ERROR = "(document.querySelector('.o_error_dialog, .modal .o_form_error_dialog')||{}).innerText||''"


class Visitor:
    """A person of the demo: their session, and their language while pictures are taken."""

    def __init__(self, address: str, login: str) -> None:
        self.address, self.web = address, requests.Session()
        params = {"db": "ap_demo", "login": login, "password": login}
        self.user = self.call("/web/session/authenticate", params)["uid"]
        self.lang = self._own("read", [[self.user], ["lang"]])[0]["lang"]

    def call(self, path: str, params: dict):
        """What a route of Odoo answers; its refusal ends the script."""
        body = {"jsonrpc": "2.0", "params": params}
        answer = self.web.post(self.address + path, json=body, timeout=PATIENCE).json()
        if "error" in answer:
            sys.exit(answer["error"]["data"]["message"])
        return answer["result"]

    def speak(self, lang: str) -> None:
        self._own("write", [[self.user], {"lang": lang}])

    def _own(self, method: str, arguments: list):
        params = {"model": "res.users", "method": method, "args": arguments, "kwargs": {}}
        return self.call("/web/dataset/call_kw", params)


class Browser:
    """A browser without a window, spoken to by its own protocol."""

    def __init__(self) -> None:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not program:
            sys.exit("There is no browser: install `chromium`.")
        self.profile = tempfile.mkdtemp()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-allow-origins=*",
                 f"--user-data-dir={self.profile}", f"--remote-debugging-port={port}", "about:blank")  # fmt: skip
        self.process = subprocess.Popen(
            [program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.socket = websocket.create_connection(self._page(port), timeout=PATIENCE)
        self.number = 0
        self("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT,
             deviceScaleFactor=1, mobile=False)  # fmt: skip

    def _page(self, port: int) -> str:
        """The address of its only page, once it listens."""
        for _try in range(PATIENCE * 5):
            try:
                pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=5).json()
                return next(one for one in pages if one["type"] == "page")["webSocketDebuggerUrl"]
            except requests.ConnectionError:
                time.sleep(0.2)
        return sys.exit("The browser did not answer.")

    def __call__(self, method: str, **params) -> dict:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                return answer["result"]

    def value(self, expression: str):
        found = self("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def go(self, address: str) -> None:
        self("Page.navigate", url=address)
        self.settle()

    def click(self, selector: str) -> None:
        if not self.value(f"!!document.querySelector({json.dumps(selector)})"):
            sys.exit(f"Nothing to click: {selector}")
        self.value(f"document.querySelector({json.dumps(selector)}).click()")
        self.settle()

    def settle(self) -> None:
        """Wait until the screen is whole, then for its animations."""
        time.sleep(1)
        end = time.monotonic() + PATIENCE
        while not self.value(READY):
            if time.monotonic() > end:
                sys.exit("The screen did not get ready.")
            time.sleep(0.3)
        time.sleep(1)
        fault = self.value(ERROR)
        if fault:
            sys.exit(f"The screen shows an error: {fault}")

    def picture(self) -> Image.Image:
        shot = self("Page.captureScreenshot", format="png")
        return Image.open(io.BytesIO(base64.b64decode(shot["data"])))

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def take(browser: Browser, address: str, row: dict) -> None:
    """One screen in each language; the person's own language is given back."""
    visitor = Visitor(address, row["login"])
    session = visitor.web.cookies["session_id"]
    browser("Network.setCookie", name="session_id", value=session, url=address)
    try:
        for folder, lang in LANGUAGES.items():
            visitor.speak(lang)
            browser.go(f"{address}/odoo/action-{row['action']}")
            for word in filter(None, row["steps"].split("|")):
                browser.click(STEPS.get(word, word.removeprefix("click ")))
            target = ROOT / "docs" / "images" / folder / f"{row['name']}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            small = browser.picture().convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(target, optimize=True)
            print(target.relative_to(ROOT), flush=True)
    finally:
        visitor.speak(visitor.lang)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures")
    parser.add_argument("--address", default="http://127.0.0.1:8069", help="of the demo")
    asked = parser.parse_args()
    with open(ROOT / "docs" / "pictures.csv", encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    unknown = set(asked.names) - {row["name"] for row in rows}
    if unknown:
        sys.exit(f"docs/pictures.csv has no {', '.join(sorted(unknown))}.")
    browser = Browser()
    try:
        for row in rows:
            if not asked.names or row["name"] in asked.names:
                take(browser, asked.address, row)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
