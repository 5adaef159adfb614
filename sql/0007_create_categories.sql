CREATE TABLE categories (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT categories_name UNIQUE CHECK (name <> ''),
  version integer NOT NULL DEFAULT 1
);

CREATE TABLE product_categories (
  product_id bigint NOT NULL REFERENCES products,
  category_id bigint NOT NULL REFERENCES categories,
  PRIMARY KEY (product_id, category_id)
);

CREATE INDEX product_categories_category_id ON product_categories (category_id, product_id);

INSERT INTO categories (name) VALUES ('Tea'), ('Green tea'), ('Teaware');

INSERT INTO product_categories (product_id, category_id)
SELECT p.id, c.id
FROM products p JOIN categories c
  ON c.name = 'Tea' AND p.sku LIKE 'TEA-%'
  OR c.name = 'Green tea' AND p.sku = 'TEA-SENCHA'
  OR c.name = 'Teaware' AND p.sku IN ('POT-CAST', 'CUP-PORCELAIN');
