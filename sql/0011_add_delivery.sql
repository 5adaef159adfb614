-- lockstep: allow validated-check: the column is new and null in every row, so one short pass over the shipments is all
-- Nullable, so that code which doesn't know it goes on shipping.
ALTER TABLE shipments ADD COLUMN delivered_at timestamptz CHECK (delivered_at >= shipped_at);
