"""subcommands.py: every command's help, options, exit codes, completions and manual page, as one table.

The program's own description of its commands is the source of all of them; what is held here is that none is left out, that
they are alike, and that what destroys asks.
"""

import json
import os
import pathlib
import subprocess
import tempfile

import town as doors
from town import expect, expect_equal

BINARY = os.environ["CRENEAU_BINARY"]
ROOT = pathlib.Path(__file__).resolve().parents[3]
GROUPS = (
    "serve init resource group policy booking approval person token feed webhook audit stats import export backup "
    "restore doctor config"
).split()
# These work on files or on the database itself, or are the server.
LOCAL = {"serve", "init", "backup", "restore", "doctor", "config"}
DESTROY = {"cancel", "delete", "remove", "revoke", "erase", "rotate"}
# What prints something else than records: a page, a file to be read by other programs, a running server.
NO_JSON = {("serve",), ("config", "reference"), ("export",), ("resource", "export")}


def creneau(*words, **variables):
    return subprocess.run(
        [BINARY, *words],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("CRENEAU_")}, "LC_ALL": "C.UTF-8", **variables},
    )


def leaves(command, path=()):
    below = [each for each in command.get("subcommands", []) if each["commandName"] != "help"]
    if not below:
        yield path, command
    for each in below:
        yield from leaves(each, (*path, each["commandName"]))


def option(argument):
    name = argument["preferredName"]
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def filled(command):
    """Something for every argument that has to be there."""
    words = []
    for each in command.get("arguments", []):
        if each.get("isOptional"):
            continue
        # A file that is there, for those who read one first.
        values = each.get("allValues") or [str(ROOT / "Samples/townhall/townhall.yaml")]
        words += [values[0]] if each["kind"] == "positional" else [option(each), values[0]]
    return words


def alike(path, command):
    """A command says what it does, and what each of its options is."""
    name = " ".join(path)
    asked = creneau(*path, "--help")
    expect_equal(asked.returncode, 0, f"{name} --help: {asked.stderr}")
    expect(command.get("abstract", "").endswith("."), f"{name}: a sentence says what it does")
    for each in command.get("arguments", []):
        if each.get("shouldDisplay", True):
            expect(each.get("abstract"), f"{name}: nothing is said of {each.get('valueName')}")
    options = {each["preferredName"]["name"] for each in command.get("arguments", []) if each.get("preferredName")}
    if path not in NO_JSON:
        expect("json" in options, f"{name} has no --json")
    if DESTROY & set(path[-1].split("-")):
        expect("yes" in options, f"{name} destroys and does not ask")
    return options


def codes(path, command, empty):
    """0 done, 1 refused, 2 not understood, 3 no server: everywhere the same."""
    name = " ".join(path)
    wrong = creneau(*path, "--no-such-option")
    expect_equal(wrong.returncode, 2, f"{name} with an option that there is not: {wrong.stderr}")
    expect(not wrong.stdout, f"{name}: complaints are for standard error: {wrong.stdout}")
    needed = [each for each in command.get("arguments", []) if not each.get("isOptional")]
    if needed:
        expect_equal(creneau(*path).returncode, 2, f"{name} without {needed[0].get('valueName')}")
    if path[0] in LOCAL:
        return
    absent = creneau(*path, *filled(command), "--data", empty)
    options = {each["preferredName"]["name"] for each in command["arguments"] if each.get("preferredName")}
    # Some say first that something else is missing, or that nobody can be asked.
    allowed = (2, 3) if "yes" not in options else (1, 2, 3)
    if path[-1] in ("import", "what-if"):
        allowed = (1, *allowed)
    expect(absent.returncode in allowed, f"{name} without a server ends with {absent.returncode}: {absent.stderr}")
    if absent.returncode == 3:
        expect("creneau init" in absent.stderr, f"{name} says what to do: {absent.stderr}")


def main():
    root = json.loads(creneau("--experimental-dump-help").stdout)["command"]
    groups = [each["commandName"] for each in root["subcommands"]]
    expect(not set(GROUPS) - set(groups), f"missing: {set(GROUPS) - set(groups)}")
    table = list(leaves(root))
    scripts = {shell: creneau("--generate-completion-script", shell).stdout for shell in ("bash", "zsh", "fish")}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ROOT / ".ci/make-man", BINARY, folder], check=True)
        page = (pathlib.Path(folder) / "creneau.1").read_text().replace("\\-", "-")
        for path, command in table:
            options = alike(path, command)
            codes(path, command, folder)
            expect(f".SS {' '.join(path)}\n" in page or len(path) == 0, f"{path} is in the manual page")
            for shell, text in scripts.items():
                expect(path[-1] in text, f"{shell} completes {path}")
            for each in options - {"help", "version"}:
                expect(f"--{each}" in page or len(each) == 1, f"--{each} of {path} is in the manual page")
    expect_equal(creneau("no-such-command").returncode, 2, "a command that there is not")
    expect_equal(creneau().returncode, 0, "alone it says what there is")
    print(f"{len(table)} commands")


if __name__ == "__main__":
    doors.run(main, deadline=300)
