CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  address_id bigint NOT NULL REFERENCES addresses,
  status order_status NOT NULL DEFAULT 'placed',
  note text CHECK (note <> ''),
  version integer NOT NULL DEFAULT 1,
  placed_at timestamptz NOT NULL DEFAULT now()
);

-- The price is what the product cost when it was ordered.
CREATE TABLE order_lines (
  order_id bigint NOT NULL REFERENCES orders,
  line integer NOT NULL CHECK (line > 0),
  product_id bigint NOT NULL REFERENCES products,
  quantity integer NOT NULL CHECK (quantity > 0),
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  PRIMARY KEY (order_id, line)
);

CREATE INDEX order_lines_product_id ON order_lines (product_id);
