CREATE TABLE stock (
  product_id bigint PRIMARY KEY REFERENCES products,
  available integer NOT NULL DEFAULT 0 CHECK (available >= 0)
);

INSERT INTO stock (product_id, available) SELECT id, 100 FROM products;
