-- Nullable, so that code which doesn't know it goes on shipping.
ALTER TABLE shipments ADD COLUMN delivered_at timestamptz CHECK (delivered_at >= shipped_at);
