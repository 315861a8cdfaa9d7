# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house rules that a machine can check: size, purity, completeness of add-ons.

Nothing is imported: files are read and parsed.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
ARITHMETIC = ADDONS / "ap_base" / "arithmetic"
UNIT = Path(__file__).resolve().parent

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
LONGEST_MODEL = 600  # the file of a model: fields, constraints, hooks, public methods
MODEL_FOLDERS = {"models", "report", "wizard"}
MODEL = re.compile(r"^    _(name|inherit) = ", re.MULTILINE)
SKIPPED = {"node_modules", "lib", "build", "dist", "__pycache__"}
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
PURE_PACKAGES = ("arithmetic", "rules", "readers", "formats", "documents")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[sd]")


def _folders():
    """Return the top folders that hold our code; no virtual environment."""
    return [
        folder
        for folder in sorted(ROOT.iterdir())
        if folder.is_dir()
        and not folder.name.startswith(".")
        and not (folder / "pyvenv.cfg").exists()
    ]


def _files(suffix):
    """Return our files of that suffix, below the top folders."""
    return [
        path
        for folder in _folders()
        for path in sorted(folder.rglob(f"*{suffix}"))
        if not SKIPPED.intersection(path.relative_to(ROOT).parts)
    ]


def _name(path):
    return str(path.relative_to(ROOT))


@cache
def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _functions(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(_tree(path)) if isinstance(node, kinds)]


def _calls(path, name):
    """Return the lines where the function of that plain name is called."""
    return [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
    ]


def _imported(path):
    """Return the dotted names that the file imports, relative ones apart."""
    names = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


PYTHON = [*_files(".py"), *(ROOT / name for name in ("ap",) if (ROOT / name).is_file())]
SCRIPTS = _files(".js")
MODULES = [path for path in PYTHON if ADDONS in path.parents]
PURE = [
    path
    for path in MODULES
    if len(path.relative_to(ADDONS).parts) > 2
    and path.relative_to(ADDONS).parts[1] in PURE_PACKAGES
]
ARITHMETIC_FILES = [path for path in PURE if ARITHMETIC in path.parents]
ROOMS = [folder for folder in sorted(ADDONS.iterdir()) if any(folder.glob("*.py"))]

each_python = pytest.mark.parametrize("path", PYTHON, ids=_name)
each_module = pytest.mark.parametrize("path", MODULES, ids=_name)
each_pure = pytest.mark.parametrize("path", PURE, ids=_name)
each_arithmetic = pytest.mark.parametrize("path", ARITHMETIC_FILES, ids=_name)
each_room = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)


def test_there_is_something_to_check():
    """A wrong path would make every other test pass on nothing."""
    assert ARITHMETIC_FILES
    assert {"ap_base"} <= {room.name for room in ROOMS}
    assert Path(__file__).resolve() in PYTHON


# Size -----------------------------------------------------------------------


@each_python
def test_functions_are_short(path):
    """At most 40 lines with signature and docstring."""
    lengths = [(f.name, f.end_lineno - f.lineno + 1) for f in _functions(path)]
    assert [(n, lines) for n, lines in lengths if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS], ids=_name)
def test_files_are_short(path):
    text = path.read_text(encoding="utf-8")
    of_a_model = MODEL_FOLDERS.intersection(path.parts) and MODEL.search(text)
    longest = LONGEST_MODEL if of_a_model else LONGEST_FILE
    assert len(text.splitlines()) <= longest


# Purity ---------------------------------------------------------------------


@each_module
def test_addons_do_not_print(path):
    assert _calls(path, "print") == []


def _is_pure_package_of_ours(name):
    """An add-on reaches the pure package of another only through odoo.addons."""
    parts = name.split(".")
    return (
        parts[:2] == ["odoo", "addons"]
        and len(parts) > 3
        and (ADDONS / parts[2] / parts[3]).is_dir()
        and parts[3] in PURE_PACKAGES
    )


@each_pure
def test_pure_packages_do_not_import_odoo(path):
    names = [name for name in _imported(path) if name.split(".")[0] == "odoo"]
    if ARITHMETIC not in path.parents:
        names = [name for name in names if not _is_pure_package_of_ours(name)]
    assert names == []


@each_pure
def test_public_functions_of_pure_packages_are_documented(path):
    public = [
        node
        for node in _tree(path).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@each_arithmetic
def test_arithmetic_has_no_float(path):
    literals = [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex))
    ]
    assert literals == []
    assert _calls(path, "float") == []


@each_arithmetic
def test_arithmetic_does_not_read_the_clock(path):
    clocks = [
        node.attr
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow")
    ]
    assert clocks == []


@each_arithmetic
def test_every_module_of_the_arithmetic_has_its_tests(path):
    """A package has tests of its name; a module of its own, those of that name."""
    if path.name != "__init__.py":
        name = path.stem if path.parent == ARITHMETIC else path.parent.name
        assert list(UNIT.glob(f"test_{name}*.py"))


# Add-ons --------------------------------------------------------------------


@each_room
def test_manifest(room):
    manifest = ast.literal_eval((room / "__manifest__.py").read_text(encoding="utf-8"))
    assert VERSION.fullmatch(manifest["version"])
    assert manifest["license"] == "AGPL-3"


@each_room
def test_nothing_needs_the_demo_company(room):
    """It is for no real database: no add-on depends on it, or imports it."""
    if room.name == "ap_demo":
        pytest.skip("the demo company itself")
    manifest = ast.literal_eval((room / "__manifest__.py").read_text(encoding="utf-8"))
    assert "ap_demo" not in manifest["depends"]
    names = [name for path in sorted(room.rglob("*.py")) for name in _imported(path)]
    assert [name for name in names if name.startswith("odoo.addons.ap_demo")] == []


@pytest.mark.parametrize(
    "name",
    [
        "static/description/icon.png",
        "readme/DESCRIPTION.md",
        "i18n/{room}.pot",
        "i18n/fr.po",
        "pyproject.toml",
    ],
)
@each_room
def test_addon_is_complete(room, name):
    assert (room / name.format(room=room.name)).is_file()


@cache
def _catalogue(path):
    if not path.is_file():
        pytest.skip(f"{path.name} is missing: test_addon_is_complete says so")
    import polib  # comes with Odoo; only these tests need it

    return polib.pofile(str(path))


@each_room
def test_french_is_complete(room):
    """No empty and no doubtful entry, and every source text has one."""
    french = _catalogue(room / "i18n" / "fr.po")
    source = _catalogue(room / "i18n" / f"{room.name}.pot")
    entries = [entry for entry in french if not entry.obsolete]
    assert [e.msgid for e in entries if not e.translated() or e.fuzzy] == []
    assert {e.msgid for e in source} - {e.msgid for e in entries} == set()


@each_room
def test_french_has_the_same_placeholders(room):
    different = [
        entry.msgid
        for entry in _catalogue(room / "i18n" / "fr.po")
        if not entry.obsolete
        and sorted(PLACEHOLDER.findall(entry.msgid))
        != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert different == []


def _of_models(path):
    """Return the methods that a client can call, of the models in that file; not those
    that extend one below, whose contract they keep."""
    classes = [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
        and any("Model" in ast.unparse(base) for base in node.bases)
    ]
    return [
        method
        for node in classes
        for method in node.body
        if isinstance(method, ast.FunctionDef)
        and not method.name.startswith("_")
        and "api.private" not in map(ast.unparse, method.decorator_list)
        and "super()" not in ast.unparse(method)
    ]


@each_module
def test_public_methods_of_models_say_what_they_do(path):
    assert [one.name for one in _of_models(path) if not ast.get_docstring(one)] == []


# Models ---------------------------------------------------------------------


def _models(path):
    """Return the models that the file makes or extends, one for each class."""
    found = []
    for node in _tree(path).body:
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        if not any(ast.unparse(base).startswith("models.") for base in bases):
            continue
        named = {
            target.id: ast.literal_eval(line.value)
            for line in node.body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
        }
        found.append(named.get("_name") or named["_inherit"])
    return found


@each_module
def test_a_file_holds_one_model(path):
    """A file is found by the name of its model."""
    models = [] if "tests" in path.parts else _models(path)
    assert len(models) <= 1
    if models and not path.stem.startswith("template_"):  # as Odoo names charts of accounts
        assert path.stem == models[0].replace(".", "_")


@each_room
def test_a_model_is_one_class_in_its_add_on(room):
    """What does not fit into the class is a collaborator: plain Python that takes `env`."""
    counts = Counter(
        model
        for path in MODULES
        if room in path.parents and "tests" not in path.parts
        for model in _models(path)
    )
    assert [model for model, count in counts.items() if count > 1] == []
