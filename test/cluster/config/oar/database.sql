-- What oar-database --create asks of PostgreSQL.
CREATE ROLE oar LOGIN;
CREATE ROLE oar_ro LOGIN;
CREATE DATABASE oar OWNER oar;
\connect oar
SET ROLE oar;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO oar_ro;
\i /usr/lib/oar/database/pg_structure.sql
\i /usr/lib/oar/database/default_data.sql
\i /usr/lib/oar/database/pg_default_admission_rules.sql
