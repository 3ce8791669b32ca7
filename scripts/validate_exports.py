"""Validate what the product exports against the published schemas of QTI and Common Cartridge.

    python scripts/validate_exports.py FOLDER

The schemas' licence does not let them be kept here (docs/exports.md): FOLDER holds somebody's copy.
Ends with 1 where something is not valid or a schema is missing.
"""

import io
import os
import sys
import zipfile
from pathlib import Path

import django
from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
# Of the root element's namespace: the schema's file. The quiz of plain QTI 1.2 has none of its own.
SCHEMAS = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": "imsqti_v2p1p1.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1": "ccv1p1_imscp_v1p2_v1p0.xsd",
    "http://www.imsglobal.org/xsd/ims_qtiasiv1p2": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
}
NOT_COVERED = {("qti12", "http://www.imsglobal.org/xsd/ims_qtiasiv1p2")}


def main(folder: Path) -> int:
    found = {name: next(folder.rglob(name), None) for name in SCHEMAS.values()}
    problems = [f"{name} is not below {folder}" for name, path in found.items() if path is None]
    schemas = {name: etree.XMLSchema(etree.parse(path)) for name, path in found.items() if path}
    for key in ("qti12", "qti21", "cartridge"):
        for name, root in members(key):
            namespace = etree.QName(root).namespace
            schema = schemas.get(SCHEMAS[namespace])
            if schema is None or (key, namespace) in NOT_COVERED:
                print(f"{key} {name}: not validated")
                continue
            is_valid = schema.validate(root)
            print(f"{key} {name}: {'valid' if is_valid else 'not valid'}")
            problems += [f"{key} {name}, line {e.line}: {e.message}" for e in schema.error_log]
    print("\n".join(problems))
    return 1 if problems else 0


def members(key: str):
    from lessons.artifacts.export.registry import FORMATS, export
    from lessons.artifacts.tests.sets import make_set

    data = export(make_set(), FORMATS[key], with_key=True)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                yield name, etree.fromstring(package.read(name))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
