-- What an order costs. One without lines is not in it.
CREATE OR REPLACE VIEW order_totals AS
SELECT order_id, sum(quantity::bigint * price_cents)::bigint AS total_cents
FROM order_lines
GROUP BY order_id;
