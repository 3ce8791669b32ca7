from library.ingestion.parsers.base import SectionKind

from .openstax_books import chapter, module, module_ref, pages_of, read_content, write_book

FIGURE = (
    '<figure id="f1"><title>Two dots.</title><media alt="Two  dots">'
    '<image src="../../media/a.png"/></media>'
    "<caption>Dots in <emphasis>ink</emphasis>.</caption></figure>"
)


def kinds_and_texts(blocks):
    return [(block.kind, block.text) for block in blocks]


def test_it_works(tmp_path):
    content = (
        "<para>One <term>term</term> and H<sub>2</sub>O, 10<sup>6</sup>, the 1<sup>st</sup>.</para>"
        '<section id="s"><title>Deeper</title><para>Two.</para>'
        "<section><title>Deepest</title><para>Three.</para></section></section>"
    )
    blocks = read_content(tmp_path, content)
    assert kinds_and_texts(blocks) == [
        (SectionKind.TEXT, "One term and H₂O, 10⁶, the 1st."),
        (SectionKind.HEADING, "Deeper"),
        (SectionKind.TEXT, "Two."),
        (SectionKind.HEADING, "Deepest"),
        (SectionKind.TEXT, "Three."),
    ]
    assert [block.level for block in blocks if block.kind is SectionKind.HEADING] == [2, 3]


def test_a_figure_has_label_caption_picture_and_description(tmp_path):
    content = f'<para>See <link target-id="f1"/>.</para>{FIGURE}'
    text, figure = read_content(tmp_path, content, media=("a.png",))
    assert text.text == "See Figure 1.1."
    assert figure.kind is SectionKind.FIGURE
    assert figure.text == "Figure 1.1 Two dots. Dots in ink."
    assert (figure.media, figure.alt) == ("a.png", "Two dots")


def test_each_picture_of_a_figure_is_given(tmp_path):
    subfigures = "".join(
        f'<subfigure><media alt="{name}"><image src="../../media/{name}.png"/></media></subfigure>'
        for name in ("a", "b")
    )
    content = f"<figure>{subfigures}<caption>Both.</caption></figure>"
    blocks = read_content(tmp_path, content, media=("a.png", "b.png"))
    assert [(block.text, block.media) for block in blocks] == [
        ("Figure 1.1 Both.", "a.png"),
        ("Figure 1.1", "b.png"),
    ]


def test_a_missing_picture_is_said_and_leaves_its_caption(tmp_path):
    (figure,) = read_content(tmp_path, FIGURE)
    assert figure.media == ""
    assert figure.text.startswith("Figure 1.1")
    assert "1 picture is missing" in pages_of(tmp_path)[1].note


def test_a_picture_outside_of_media_is_not_given(tmp_path):
    content = FIGURE.replace("../../media/a.png", "../../collections/small.collection.xml")
    (figure,) = read_content(tmp_path, content)
    assert figure.media == ""


def test_lists_keep_their_marks_and_depth(tmp_path):
    content = (
        '<list list-type="enumerated" number-style="upper-alpha" start-value="2">'
        "<item>first</item><item>second<list><item>inner</item></list></item></list>"
        '<list bullet-style="none"><item>plain</item></list>'
        '<list list-type="enumerated" number-style="lower-roman" mark-suffix=")">'
        "<item>x</item></list>"
    )
    lettered, plain, roman = read_content(tmp_path, content)
    assert [line.text for line in lettered.lines] == ["B. first", "C. second", "   • inner"]
    assert plain.text == "plain"
    assert roman.text == "i) x"


def test_a_list_within_a_paragraph_parts_it(tmp_path):
    content = "<para>Before <list><item>a</item></list> after.</para>"
    assert kinds_and_texts(read_content(tmp_path, content)) == [
        (SectionKind.TEXT, "Before"),
        (SectionKind.LIST, "• a"),
        (SectionKind.TEXT, "after."),
    ]


def test_tables_are_rows_with_spanned_cells(tmp_path):
    content = (
        '<table><tgroup cols="2"><colspec colname="c1"/><colspec colname="c2"/>'
        '<thead><row><entry namest="c1" nameend="c2">Planets</entry></row>'
        "<row><entry>Kind</entry><entry>Name</entry></row></thead>"
        '<tbody><row><entry morerows="1">inner</entry><entry>Venus</entry></row>'
        "<row><entry>Earth<newline/>(ours)</entry></row>"
        "<row><entry>outer</entry><entry><list><item>Saturn</item><item>Uranus</item></list></entry>"
        "</row></tbody></tgroup></table>"
    )
    (table,) = read_content(tmp_path, content)
    assert table.kind is SectionKind.TABLE
    assert table.text.split("\n") == [
        "Table 1.1 Planets",
        "Kind | Name",
        "inner | Venus",
        "inner | Earth (ours)",
        "outer | • Saturn; • Uranus",
    ]


def test_absurd_spans_are_bounded(tmp_path):
    content = (
        '<table><tgroup cols="1"><tbody><row><entry morerows="99999">a</entry></row>'
        "<row><entry>b</entry></row></tbody></tgroup></table>"
    )
    (table,) = read_content(tmp_path, content)
    assert table.text.split("\n")[1:] == ["a", "a | b"]


def test_notes_keep_together_and_figures_come_after(tmp_path):
    content = (
        '<note class="astronomy link-to-learning"><title>Look</title><para>One.</para>'
        f"{FIGURE}<para>Two.</para></note>"
    )
    note, figure = read_content(tmp_path, content)
    assert note.kind is SectionKind.NOTE
    assert [line.text for line in note.lines] == ["Link to Learning: Look", "One.", "Two."]
    assert figure.kind is SectionKind.FIGURE


def test_worked_examples_keep_question_and_solution(tmp_path):
    content = (
        '<example id="e"><title>Speed</title><exercise><problem><para>How fast?</para></problem>'
        "<solution><para>Quite.</para></solution></exercise></example>"
        '<para>In <link target-id="e"/>.</para>'
    )
    example, text = read_content(tmp_path, content)
    assert example.kind is SectionKind.NOTE
    assert example.text.split("\n") == ["Example 1.1 Speed", "How fast?", "Solution", "Quite."]
    assert text.text == "In Example 1.1."


def test_exercises_are_numbered_through_the_chapter(tmp_path):
    exercise = (
        "<exercise><problem><para>Why?</para><list list-type='enumerated' "
        "number-style='lower-alpha'><item>yes</item></list></problem>"
        "<solution><para>Because.</para></solution></exercise>"
    )
    modules = {f"m{n}": module(f"S{n}", exercise) for n in (1, 2)}
    write_book(tmp_path, chapter("C", "m1", "m2"), modules)
    blocks = pages_of(tmp_path)[1].blocks[1:]
    assert kinds_and_texts(blocks) == [
        (SectionKind.EXERCISE, "2. Why?\na. yes"),
        (SectionKind.SOLUTION, "Solution 2. Because."),
    ]


def test_exercises_kept_outside_are_counted_not_shown(tmp_path):
    content = (
        '<section class="review-questions"><title/><exercise><problem><para>'
        '<link class="os-embed" url="#exercise/X1"/></para></problem></exercise></section>'
    )
    assert read_content(tmp_path, content) == []
    assert "1 exercise is kept outside" in pages_of(tmp_path)[1].note


def test_equations_are_formulas(tmp_path):
    math = "<m:math><m:mi>a</m:mi><m:mo>=</m:mo><m:mi>b</m:mi></m:math>"
    content = (
        f'<equation id="q">{math}</equation><equation class="unnumbered">{math}</equation>'
        f'<para>{math} by <link target-id="q"/></para>'
    )
    assert kinds_and_texts(read_content(tmp_path, content)) == [
        (SectionKind.FORMULA, "a = b (1.1)"),
        (SectionKind.FORMULA, "a = b"),
        (SectionKind.TEXT, "a = b by Equation 1.1"),
    ]


def test_footnotes_stand_at_the_end(tmp_path):
    content = "<para>Said<footnote>By <emphasis>her</emphasis>.</footnote> so.</para><para>Z</para>"
    first, _, notes = read_content(tmp_path, content)
    assert first.text == "Said¹ so."
    assert notes.text == "Footnotes\n¹ By her."


def test_the_glossary_gives_term_and_meaning(tmp_path):
    glossary = (
        "<glossary><definition><term>nova</term><meaning>a new star</meaning></definition>"
        "</glossary>"
    )
    blocks = read_content(tmp_path, "<para>x</para>", glossary=glossary)
    assert kinds_and_texts(blocks[1:]) == [
        (SectionKind.HEADING, "Key Terms"),
        (SectionKind.LIST, "nova: a new star"),
    ]


def test_links_have_names(tmp_path):
    content = (
        '<para><link url="https://example.org/x">a page</link>, <link document="m1"/>, '
        '<link document="m3" target-id="f1"/>, <link target-id="s">there</link>, '
        '<link target-id="s"/> (see <link target-id="gone"/>).</para>'
        '<section id="s"><title>Here</title><para>.</para></section>'
    )
    modules = {
        "m1": module("Introduction", "<para/>", classes="introduction"),
        "m2": module("Section", content),
        "m3": module("Other", FIGURE, classes="introduction"),
    }
    write_book(tmp_path, chapter("C", "m1", "m2") + chapter("D", "m3"), modules)
    page = pages_of(tmp_path)[1]
    assert page.blocks[1].text == "a page, Chapter 1, Figure 2.1, there, Here."
    assert "1 cross-reference leads" in page.note


def test_code_keeps_its_lines_and_videos_their_address(tmp_path):
    content = (
        '<code display="block">if x:\n    y()</code><preformat>p\n q</preformat>'
        '<media><iframe src="https://example.org/film"/></media>'
    )
    blocks = read_content(tmp_path, content)
    assert [block.text for block in blocks] == [
        "if x:\n    y()",
        "p\n q",
        "Video: https://example.org/film",
    ]
    assert blocks[0].kind is SectionKind.CODE


def test_unknown_elements_lose_no_words(tmp_path):
    content = "<para>a <novelty>b</novelty> c</para><novelty>loose</novelty>"
    assert [block.text for block in read_content(tmp_path, content)] == ["a b c", "loose"]


def test_other_languages_have_their_own_words(tmp_path):
    content = f'<para><link target-id="f1"/></para>{FIGURE}'
    blocks = read_content(tmp_path, content, language="pl")
    assert blocks[0].text == "Rysunek 1.1"


def test_appendices_count_by_letter(tmp_path):
    modules = {
        "m1": module("Preface", "<para>p</para>", classes="preface"),
        "m2": module("One", "<para>x</para>", classes="introduction"),
        "m9": module("Units", FIGURE, classes="appendix"),
    }
    write_book(tmp_path, module_ref("m1") + chapter("C", "m2") + module_ref("m9"), modules)
    pages = pages_of(tmp_path)
    assert [page.label for page in pages] == ["Preface", "1", "A"]
    assert [block.text for block in pages[2].blocks] == [
        "Appendix A: Units",
        "Figure A1 Two dots. Dots in ink.",
    ]
