-- lockstep: allow validated-check: the column is new and null in every row, so one short pass over the orders is all
-- Nullable, so that code which doesn't know it goes on placing orders.
ALTER TABLE orders ADD COLUMN note text CHECK (note <> '');
