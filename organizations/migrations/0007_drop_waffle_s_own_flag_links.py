"""django-waffle's first migration makes tables of a flag model that ours takes the place of.

Nothing uses them, and their foreign keys stand in the way of emptying the tables of people.
"""

from django.db import migrations

DROP = "DROP TABLE waffle_flag_groups, waffle_flag_users"
MAKE = """
CREATE TABLE waffle_flag_groups (
    id serial PRIMARY KEY, flag_id integer NOT NULL REFERENCES waffle_flag, group_id integer
);
CREATE TABLE waffle_flag_users (
    id serial PRIMARY KEY, flag_id integer NOT NULL REFERENCES waffle_flag, user_id uuid
);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_who_signed_up_alone_is_owner"),
        ("waffle", "0004_update_everyone_nullbooleanfield"),
    ]

    operations = [migrations.RunSQL(DROP, MAKE)]
