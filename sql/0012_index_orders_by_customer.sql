-- lockstep: no-transaction
-- CONCURRENTLY lets orders be placed while the index is built.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_id ON orders (customer_id, id);
