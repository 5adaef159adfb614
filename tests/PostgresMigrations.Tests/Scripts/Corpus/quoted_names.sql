SELECT 1 AS "a;b", 2 AS "a;""b", 3 AS "--", 4 AS "/*", 5 AS "$$", 6 AS "'";
SELECT 1 AS U&"d\0061;", 2 AS U&"!0061;" UESCAPE '!', 3 AS u&"x;";
CREATE TABLE "begin atomic;" ("end;" int, "case" text, "from" text, "stdin" text);
SELECT "end;", "case" FROM "begin atomic;"; DROP TABLE "begin atomic;";
SELECT 1 AS "new
line;";
