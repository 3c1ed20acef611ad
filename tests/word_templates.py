"""Word templates as trusts have them, and as nobody should bring them."""

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

ATTACHED_TEMPLATE = RT.IMAGE.replace("image", "attachedTemplate")
PURPLE = RGBColor(0x41, 0x2D, 0x6E)


def template(change=lambda document: None) -> bytes:
    """A template with purple headings, a header, and a person's name in it, then changed."""
    document = docx.Document()
    document.styles["Heading 1"].font.color.rgb = PURPLE
    document.sections[0].header.paragraphs[0].text = "Riverside: board paper"
    document.core_properties.author = "A person"
    document.add_paragraph("Delete this text")
    change(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def without(*names):
    """Leaves the template without these styles."""

    def change(document):
        for name in names:
            document.styles[name].delete()

    return change


def without_lists(document):
    without("List Bullet")(document)
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RT.NUMBERING:
            del document.part.rels[key]


def based_elsewhere(document):
    """Word keeps the path of the template on which a document was made."""
    part = document.part.part_related_by(RT.SETTINGS)
    key = part.relate_to("file:///C:/Users/person/board.dotx", ATTACHED_TEMPLATE, is_external=True)
    attached = OxmlElement("w:attachedTemplate", {qn("r:id"): key})
    document.settings.element.insert(0, attached)


def loading_a_picture(document):
    document.part.relate_to("https://elsewhere.example/picture.png", RT.IMAGE, is_external=True)


def with_a_field(code):
    def change(document):
        field = OxmlElement("w:fldSimple", {qn("w:instr"): code})
        document.sections[0].header.paragraphs[0]._p.append(field)

    return change


def with_part(name: str, content: bytes = b"x") -> bytes:
    """The template with one more part in its archive."""
    data = io.BytesIO(template())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, content)
    return data.getvalue()
