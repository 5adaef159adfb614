SELECT $$a;b$$, $$$$, $$it's; "fine" -- no comment /* neither */$$;
SELECT $tag$a;$$;b$tag$, $Tag$a;$tag$;b$Tag$, $A$ $a$ ; $A$;
SELECT $été$a;b$été$, $日本$a;b$日本$, $_1$;$_1$, $ñ2$;$ñ2$;
SELECT $a$ $b$; $b$ ; $a$, $a$nearly$a; $aa$; $a$;
SELECT $x$$x $ x$ $X$; $x$;
SELECT 1 a$b$c, 2 AS "$;$"; SELECT 3 a$$;
SELECT 4 é$b$; SELECT 5 日$b$;
SELECT $1, $2; SELECT $1::text||$$;$$;
SELECT $$
multi
line;
$$;
SELECT $q$[\t\r\n\v\\]$q$; SELECT $$\$$;
DO $$ BEGIN PERFORM 1; END $$; DO LANGUAGE plpgsql $body$ BEGIN PERFORM $inner$;$inner$; END; $body$;
