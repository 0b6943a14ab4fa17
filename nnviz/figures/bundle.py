"""The player's modules as one: a browser that is far away waits for each file that it learns of only from another."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{ (.+) \} from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def bundled(entry: Path) -> str:
    """Return a module together with all that it imports, each evaluated once and before those that import it.

    Each of the others becomes a function's body, so that its names stay its own, and what it exports the function's
    value. They import by name and from beside them, and export functions, classes and constants: no more is read here.
    """
    order: dict[str, str] = {}

    def visit(file: Path) -> str:
        text = file.read_text()
        for _, name in _IMPORT.findall(text):
            if name not in order:
                order[name] = visit(file.with_name(f"{name}.js"))
        return _IMPORT.sub(lambda found: f"const {{ {found[1].replace(' as ', ': ')} }} = ${found[2]};", text)

    last = visit(entry)
    return "".join(f"const ${name} = {_enclosed(text)}" for name, text in order.items()) + last


def _enclosed(text: str) -> str:
    names = ", ".join(_EXPORT.findall(text))
    return f"(() => {{\n{_EXPORT.sub('', text)}return {{ {names} }};\n}})();\n"
