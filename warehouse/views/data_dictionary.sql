-- mart.data_dictionary: one row is one table, view or column (column_name is NULL for the whole), and what it means.
CREATE OR REPLACE VIEW mart.data_dictionary AS
WITH ours AS (
    SELECT database_name FROM duckdb_tables()
    WHERE schema_name = 'ops' AND table_name = 'schema_migration'
), relation AS (
    SELECT schema_name, table_name AS relation, 'table' AS kind, comment
    FROM duckdb_tables() SEMI JOIN ours USING (database_name)
    UNION ALL
    SELECT schema_name, view_name, 'view', comment
    FROM duckdb_views() SEMI JOIN ours USING (database_name)
)
SELECT schema_name, relation, kind, 0 AS position, NULL AS column_name, NULL AS data_type, comment
FROM relation WHERE schema_name IN ('mart', 'core', 'ops', 'ref')
UNION ALL
SELECT schema_name, relation, relation.kind, part.column_index, part.column_name, part.data_type,
    part.comment
FROM (FROM duckdb_columns() SEMI JOIN ours USING (database_name)) AS part
JOIN relation USING (schema_name)
WHERE part.table_name = relation.relation AND schema_name IN ('mart', 'core', 'ops', 'ref')
ORDER BY ALL;
COMMENT ON VIEW mart.data_dictionary IS 'One table, view or column, and what it means.';
COMMENT ON COLUMN mart.data_dictionary.schema_name IS 'mart for analysts; core for facts; ops for operations; ref for fixed words';
COMMENT ON COLUMN mart.data_dictionary.relation IS 'the table or view';
COMMENT ON COLUMN mart.data_dictionary.kind IS 'table or view';
COMMENT ON COLUMN mart.data_dictionary.position IS 'of the column, from 1; 0 for the table or view itself';
COMMENT ON COLUMN mart.data_dictionary.column_name IS 'NULL for the table or view itself';
COMMENT ON COLUMN mart.data_dictionary.data_type IS 'its type in DuckDB';
COMMENT ON COLUMN mart.data_dictionary.comment IS 'what it means';
