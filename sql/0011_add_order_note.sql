-- Nullable, so that code which doesn't know it goes on placing orders.
ALTER TABLE orders ADD COLUMN note text CHECK (note <> '');
