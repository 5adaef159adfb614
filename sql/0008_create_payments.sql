CREATE TYPE payment_method AS ENUM ('card', 'transfer', 'voucher');

CREATE TABLE payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  method payment_method NOT NULL,
  amount_cents bigint NOT NULL CHECK (amount_cents > 0),
  paid_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX payments_order_id ON payments (order_id, id);
