"""How many passages a source has in each language, and weights that are read without a detour."""

from django.db import migrations, models

# Beside the frequencies of its terms, with an empty one: what they are counted among.
COUNT = """
    INSERT INTO library_termfrequency (source_id, organization_id, language, term, atoms)
    SELECT source_id, organization_id, language, '', count(*)
    FROM library_contentatom GROUP BY source_id, organization_id, language
"""
UNCOUNT = "DELETE FROM library_termfrequency WHERE term = ''"

# Ranking reads the weights of thousands of rows and nothing else of them. Rows written from now on
# keep them at hand and put the text away; rows that are there stay as they are until read again.
KEEP = "ALTER TABLE library_contentatom ALTER COLUMN weights SET STORAGE MAIN"
UNKEEP = "ALTER TABLE library_contentatom ALTER COLUMN weights SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0003_catalogue_titles_and_copies"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="termfrequency", name="term_once"),
        migrations.AddConstraint(
            model_name="termfrequency",
            constraint=models.UniqueConstraint(
                fields=("language", "term", "source"), name="term_once"
            ),
        ),
        migrations.RunSQL(COUNT, UNCOUNT),
        migrations.AddIndex(
            model_name="termfrequency",
            index=models.Index(
                fields=["source"],
                condition=models.Q(("term", "")),
                include=["language", "atoms"],
                name="term_totals",
            ),
        ),
        migrations.RunSQL(KEEP, UNKEEP),
    ]
