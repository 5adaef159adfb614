/* one line */ SELECT 1; /* nested /* deeper; /* deepest; */ */ ; */ SELECT 2;
SELECT/*/* -- nested comment :int /*/* *//*/ **/*/*/*/1;
/*/ starts like an end; */ SELECT 3;
/****; stars ***/ SELECT 4;
/**/SELECT 5/**/;/***/
-- don't; stop
SELECT 6 -- a quote ' and a semicolon ;
, 7; -- after the end; really
SELECT 8 --
;
SELECT 9 /* -- not a line comment */ ; SELECT 10 -- /* not a block comment
;
SELECT 2 */* a comment, not an operator; */ 3;
SELECT 2 - -- minus, then a comment;
3;
SELECT 4 //* integer division does not exist, but the comment does; */ 2;
