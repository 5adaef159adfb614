SELECT é, 日本, _x, a1$2, Ünïcode FROM ß; SELECT "É;" FROM ñ;
SELECT begin, end_date, atomic, copy, stdin, rule FROM begin, copy; SELECT 1 AS end; SELECT 2;
CREATE TABLE copy (stdin text); SELECT stdin FROM copy; CREATE TABLE function (procedure int); SELECT procedure FROM function;
SELECT x.end, y.from, z.select FROM t; SELECT N, E, B, X, U, n, e, b, x, u, U&1 FROM t;
SELECT e'\';', ee, be FROM t; SELECT 2;
