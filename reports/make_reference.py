"""Make reference.docx, the styles that Pandoc and Quarto give to a Word document.

Run it after a change of looks: ``python reports/make_reference.py``. It needs python-docx (a test tool); rendering does
not run it, the file itself is kept.
"""

import io
import subprocess
import zipfile
from pathlib import Path

import pypandoc
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Arial"
INK, MUTED, ACCENT, LINE = "1B2733", "55626D", "0B5A7D", "D5DCE0"
SURFACE, NOTICE, NOTICE_LINE = "EFF4F6", "FCEFDC", "A84E08"


def font(style, size=None, bold=None, colour=INK, italic=False):
    """Set the type of a style, theme fonts and theme colours removed."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:color"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    style.font.name = FONT
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.italic = italic
    if size:
        style.font.size = Pt(size)
    if bold is not None:
        style.font.bold = bold


def paragraph(style, before=0, after=6, line=1.25, keep_next=False):
    """Set the distances of a paragraph style."""
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing, form.keep_with_next = Pt(before), Pt(after), line, keep_next
    form.alignment = WD_ALIGN_PARAGRAPH.LEFT


def boxed(style, fill, line):
    """Give a paragraph style a fill and a bar on its left side."""
    properties = style.element.get_or_add_pPr()
    border = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="36" w:space="8" w:color="{line}"/></w:pBdr>'
    properties.insert_element_before(parse_xml(border), "w:shd", "w:spacing", "w:ind", "w:jc")
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    properties.insert_element_before(shade, "w:spacing", "w:ind", "w:jc")


def fill_in(style):
    """Shade the places for a person's own words; they stand in brackets too, since colour alone says nothing."""
    font(style, 10)
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{NOTICE}"/>')
    style.element.get_or_add_rPr().append(shade)


def field(where, code):
    """Add a Word field, such as the page number."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = where.add_run()
        if kind:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def save(document, path):
    """Write the document so that the same styles give the same bytes: parts get no time but the earliest a ZIP has."""
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts.read(name), zipfile.ZIP_DEFLATED)


def table_style(document):
    """Lines under rows, a strong line under the head, no row cut by a page."""
    old = document.styles["Table"].element
    old.getparent().replace(
        old,
        parse_xml(f"""
<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>
<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>
<w:rPr><w:sz w:val="17"/></w:rPr>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{LINE}"/>
<w:insideH w:val="single" w:sz="4" w:color="{LINE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>
<w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:trPr><w:cantSplit/></w:trPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="10" w:color="{INK}"/></w:tcBorders>
<w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""),
    )


def main():
    """Change Pandoc's own reference document and write it beside this file."""
    pandoc = pypandoc.get_pandoc_path()
    default = subprocess.run([pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True)
    document = Document(io.BytesIO(default.stdout))
    styles = document.styles

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)

    font(styles["Normal"], 10)
    paragraph(styles["Normal"])
    for name in ("Body Text", "First Paragraph", "Compact"):
        font(styles[name], 10)
        close = name == "Compact"
        paragraph(styles[name], before=0 if close else 4, after=2 if close else 6, line=1.15 if close else 1.25)
    font(styles["Title"], 26, bold=True)
    paragraph(styles["Title"], before=0, after=4, line=1.05, keep_next=True)
    # the headings of the text begin at level 2
    styles["Title"].element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    font(styles["Subtitle"], 11, bold=True, colour=ACCENT)
    paragraph(styles["Subtitle"], after=8)
    font(styles["Author"], 10, colour=MUTED)
    paragraph(styles["Author"], after=10)
    for level, size, before in ((1, 20, 24), (2, 16, 22), (3, 12.5, 16), (4, 11, 12)):
        font(styles[f"Heading {level}"], size, bold=True)
        paragraph(styles[f"Heading {level}"], before=before, after=5, line=1.1, keep_next=True)
    for name in ("Image Caption", "Table Caption"):
        font(styles[name], 9)
        paragraph(styles[name], before=10, after=4, line=1.15, keep_next=True)
    paragraph(styles["Captioned Figure"], after=12, line=1.0)
    font(styles["Footnote Text"], 8.5)
    font(styles["Hyperlink"], colour=ACCENT)
    font(styles["Verbatim Char"], 9)
    styles["Verbatim Char"].font.name = "Consolas"

    for name, size, bold, colour in (
        ("Key Figure", 10, False, INK),
        ("Field", 10, False, INK),
        ("Table Text", 8.5, None, INK),
        ("Table Text Small", 7.5, None, INK),
        ("Table Text Smallest", 6.5, None, INK),
        ("Lead", 12.5, False, INK),
        ("Fact", 9.5, False, INK),
        ("Summary", 9.5, True, ACCENT),
        ("Conclusion", 10, False, INK),
        ("Reading Help", 9, False, INK),
        ("Notice", 9, False, INK),
        ("Note", 8.5, False, MUTED),
        ("Source Code", 9, False, INK),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        font(style, size, bold, colour)
        paragraph(style, after={"Lead": 12, "Fact": 1, "Field": 3}.get(name, 8), before=10 if name == "Summary" else 4)
        style.paragraph_format.keep_with_next = name in ("Summary", "Reading Help", "Key Figure")
        if name.startswith("Table Text"):
            paragraph(style, after=0, line=1.05)
    boxed(styles["Conclusion"], SURFACE, ACCENT)
    boxed(styles["Source Code"], SURFACE, LINE)
    boxed(styles["Reading Help"], SURFACE, LINE)
    boxed(styles["Notice"], NOTICE, NOTICE_LINE)
    for name, size, bold, colour in (("Value", 19, True, ACCENT), ("Note Text", 8.5, False, MUTED)):
        font(styles.add_style(name, WD_STYLE_TYPE.CHARACTER), size, bold, colour)
    fill_in(styles.add_style("Fill In", WD_STYLE_TYPE.CHARACTER))
    table_style(document)

    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    field(head, "TITLE")
    head.add_run("\t")
    field(head, "SUBJECT")
    foot.add_run("\t")
    field(foot, "PAGE")
    foot.add_run(" (")
    field(foot, "NUMPAGES")
    foot.add_run(")")
    for line in (head, foot):
        stops = line.paragraph_format.tab_stops
        for stop in list(line.style.paragraph_format.tab_stops):
            stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
        for run in line.runs:
            run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(MUTED)
    save(document, Path(__file__).with_name("reference.docx"))


if __name__ == "__main__":
    main()
