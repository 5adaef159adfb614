SELECT 1 -- ends with CR;; SELECT 2;
-- CRLF;
SELECT 3
;SELECT 4 -- at the end