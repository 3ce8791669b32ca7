-- Turns the big tables of `content` into hash partitions by source_id. See docs/partitioning.md.
--
--   psql "$CONTENT_DATABASE_URL" --single-transaction -v ON_ERROR_STOP=1 \
--        -c "SET lectern.partitions = 16" -f deploy/partition_content.sql
--
-- Columns, indexes and constraints are taken from the tables as they stand, so that it holds
-- for every migration before it. All of it happens or nothing.

SET CONSTRAINTS ALL IMMEDIATE;

DO $$
DECLARE
    tables CONSTANT text[] := ARRAY[
        'library_structurenode', 'library_page', 'library_section',
        'library_contentatom', 'library_embedding', 'library_termfrequency'
    ];
    partitions CONSTANT int :=
        coalesce(nullif(current_setting('lectern.partitions', true), ''), '16')::int;
    big CONSTANT regclass[] := tables::regclass[];
    after_copy text[] := '{}';  -- what the new tables still need, foreign keys last
    foreign_keys text[] := '{}';
    name text;
    found record;
    statement text;
BEGIN
    IF EXISTS (SELECT FROM pg_class WHERE oid = ANY (big) AND relkind = 'p') THEN
        RAISE EXCEPTION 'The tables are partitioned already.';
    END IF;
    IF EXISTS (
        SELECT FROM pg_constraint
        WHERE contype = 'f' AND confrelid = ANY (big) AND NOT conrelid = ANY (big)
    ) THEN
        RAISE EXCEPTION 'A table that stays as it is refers to one that is to be partitioned.';
    END IF;

    FOR found IN
        SELECT conrelid::regclass AS relation, conname, contype, confrelid, conkey,
               pg_get_constraintdef(oid) AS definition
        FROM pg_constraint
        WHERE conrelid = ANY (big) AND contype IN ('u', 'f')
        ORDER BY conname
    LOOP
        statement := format('ALTER TABLE %s ADD CONSTRAINT %I ', found.relation, found.conname);
        IF found.contype = 'u' THEN
            IF found.definition !~ '\msource_id\M' THEN
                RAISE EXCEPTION 'The constraint % leaves out source_id.', found.conname;
            END IF;
            after_copy := after_copy || (statement || found.definition);
        ELSIF found.confrelid = ANY (big) THEN
            -- a row and what it refers to lie in partitions of the same number
            foreign_keys := foreign_keys || (statement || format(
                'FOREIGN KEY (%I, source_id) REFERENCES %s (id, source_id)'
                ' DEFERRABLE INITIALLY DEFERRED',
                (SELECT attname FROM pg_attribute
                 WHERE attrelid = found.relation AND attnum = found.conkey[1]),
                found.confrelid::regclass
            ));
        ELSE
            foreign_keys := foreign_keys || (statement || found.definition);
        END IF;
    END LOOP;

    FOR found IN
        SELECT pg_get_indexdef(indexrelid) AS definition
        FROM pg_index WHERE indrelid = ANY (big) AND NOT indisunique
        ORDER BY indexrelid
    LOOP
        after_copy := after_copy || found.definition;
    END LOOP;

    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', name, name || '_whole');
        EXECUTE format(
            'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS'
            ' INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION)'
            ' PARTITION BY HASH (source_id)',
            name, name || '_whole'
        );
        FOR part IN 0 .. partitions - 1 LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                name || '_' || part, name, partitions, part
            );
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, name || '_whole');
    END LOOP;

    -- Numbers go on where they were. A sequence and no identity: before PostgreSQL 17 a
    -- partitioned table has none.
    FOR found IN
        SELECT attname, regexp_replace(attrelid::regclass::text, '_whole$', '') AS relation
        FROM pg_attribute
        WHERE attidentity <> '' AND attrelid = ANY (big)
    LOOP
        EXECUTE format('CREATE SEQUENCE %I OWNED BY %I.%I',
                       found.relation || '_number', found.relation, found.attname);
        EXECUTE format('SELECT setval(%L, coalesce(max(%I), 0) + 1, false) FROM %I',
                       found.relation || '_number', found.attname, found.relation);
        EXECUTE format('ALTER TABLE %I ALTER %I SET DEFAULT nextval(%L)',
                       found.relation, found.attname, found.relation || '_number');
    END LOOP;

    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('DROP TABLE %I CASCADE', name || '_whole');
    END LOOP;
    -- id first: rows are also asked for by their id alone.
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (id, source_id)', name);
    END LOOP;
    FOREACH statement IN ARRAY after_copy || foreign_keys LOOP
        EXECUTE statement;
    END LOOP;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE %I', name);
    END LOOP;
END
$$;

SET CONSTRAINTS ALL DEFERRED;
