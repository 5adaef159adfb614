CREATE TABLE carriers (
  code text PRIMARY KEY CHECK (code <> ''),
  name text NOT NULL
);

INSERT INTO carriers (code, name) VALUES
  ('dhl', 'DHL'),
  ('ups', 'UPS'),
  ('post', 'The post office');

CREATE TABLE shipments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  carrier_code text NOT NULL REFERENCES carriers,
  tracking_code text NOT NULL CHECK (tracking_code <> ''),
  version integer NOT NULL DEFAULT 1,
  shipped_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT shipments_tracking_code UNIQUE (carrier_code, tracking_code)
);

CREATE INDEX shipments_order_id ON shipments (order_id, id);
