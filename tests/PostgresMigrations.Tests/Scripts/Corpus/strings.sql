SELECT 'a;b', '', ''';''', 'it''s; fine';
SELECT 'back\slash;\'; SELECT 'standard strings end there\';
SELECT 'some'
  ';text';
SELECT E'a\';b', e'\\'; SELECT E'\\\'; still;';
SELECT E'tab\t;'  	

  'the next part is escaped, too: it\'s; continued'
  '\'';
SELECT E'a''b;', E'\'';
SELECT B'01;'::text; SELECT b'0101', x'1F', X'ff';
SELECT N'national; ''quoted''', n'x';
SELECT U&'d\0061t\+000061;', U&'!0041;' UESCAPE '!', u&'\\;';
SELECT 'a'/* comment */, 'b;';
SELECT 'new
line;
', 'tab	;';
SELECT 'emoji 😀;', 'é;', '日本;', '‮;';
