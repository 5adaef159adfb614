-- The check is what keeps two orders from selling the same last piece.
CREATE TABLE stock (
  product_id bigint PRIMARY KEY REFERENCES products,
  available integer NOT NULL DEFAULT 0 CONSTRAINT stock_available CHECK (available >= 0),
  version integer NOT NULL DEFAULT 1
);

INSERT INTO stock (product_id, available) SELECT id, 100 FROM products;
