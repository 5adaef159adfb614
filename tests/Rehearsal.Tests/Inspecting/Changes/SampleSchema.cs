namespace Lockstep.Rehearsal.Tests.Inspecting.Changes;

/// <summary>An object of each kind, for changes to be made to it.</summary>
static class SampleSchema
{
    public const string Text = """
        CREATE TYPE size AS ENUM ('small', 'large');
        CREATE DOMAIN email AS text CONSTRAINT email_check CHECK (VALUE LIKE '%@%');
        CREATE TYPE pair AS (a int, b text);
        CREATE TYPE span AS RANGE (SUBTYPE = float8);
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
        CREATE FUNCTION less(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a < $2.a';
        CREATE FUNCTION compare(pair, pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2.a';
        CREATE FUNCTION size_of(int) RETURNS size LANGUAGE sql IMMUTABLE AS $$SELECT 'small'::size$$;
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1';
        CREATE AGGREGATE summed(int) (SFUNC = int4pl, STYPE = int);
        CREATE OPERATOR <<< (LEFTARG = pair, RIGHTARG = pair, FUNCTION = less);
        CREATE OPERATOR FAMILY pairs USING btree;
        CREATE TABLE customers (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'x', mail email, size size, note text);
        CREATE TABLE orders (
          id int PRIMARY KEY, customer int CONSTRAINT customer_fkey REFERENCES customers, total numeric(10, 2),
          twice numeric GENERATED ALWAYS AS (total * 2) STORED, note text);
        CREATE TABLE alone (id int, name text, note text);
        CREATE TYPE alone_type AS (id int, name text, note text);
        CREATE TABLE elder (id int CONSTRAINT grown CHECK (id > 0));
        CREATE TABLE eldest (id int);
        CREATE TABLE younger (more int) INHERITS (elder);
        CREATE INDEX orders_customer ON orders (customer);
        CREATE INDEX orders_more ON orders ((total + 1));
        CREATE STATISTICS alike ON customer, total FROM orders;
        CREATE SEQUENCE numbers INCREMENT 5;
        CREATE VIEW names AS SELECT name FROM customers;
        CREATE MATERIALIZED VIEW counted AS SELECT id FROM orders;
        CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE RULE nothing AS ON DELETE TO orders DO INSTEAD NOTHING;
        CREATE POLICY mine ON orders USING (customer = 1);
        CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE INDEX parts_at ON ONLY parts (at);
        CREATE INDEX parts_old_at ON parts_old (at);
        CREATE COLLATION plain (LOCALE = 'C');
        CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
        CREATE TEXT SEARCH CONFIGURATION found (COPY = simple);
        CREATE FOREIGN DATA WRAPPER wire;
        CREATE SERVER far FOREIGN DATA WRAPPER wire;
        CREATE FOREIGN TABLE away (id int) SERVER far;
        CREATE PUBLICATION news FOR TABLE customers;
        CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE LANGUAGE') EXECUTE FUNCTION watch();
        CREATE SCHEMA side;
        COMMENT ON COLUMN customers.name IS 'as they want it';
        """;
}
