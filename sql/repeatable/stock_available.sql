-- How many pieces of a product can still be ordered; none of one that was never in stock.
CREATE OR REPLACE FUNCTION stock_available(product bigint) RETURNS integer
LANGUAGE sql STABLE
AS $$ SELECT coalesce((SELECT available FROM stock WHERE product_id = product), 0) $$;
