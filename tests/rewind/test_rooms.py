"""The rooms' order: one imports only from those below it."""

import ast
from pathlib import Path

import pytest

from rewind.env import BASE_DIR

ROOMS = ["rewind", "glossary", "tools", "billing", "accounts"]  # from the top down
FILES = [path for room in ROOMS for path in sorted((BASE_DIR / room).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """The top names of all that the file imports, also inside functions and by `import_module("...")`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides which room it is from"
            names.add(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "import_string")):
            names |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return {str(name).split(".")[0] for name in names}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_a_room_imports_only_from_rooms_below(path):
    room = path.relative_to(BASE_DIR).parts[0]
    above = set(ROOMS[: ROOMS.index(room)])
    assert not imported(path) & above
    assert not imported(path) & {"tests", "bench"}
