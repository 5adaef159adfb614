;;; SELECT 1;;; ;
-- nothing here
;/* nor here */;
SELECT 2 ; ;; SELECT 3 -- the last one has no semicolon
