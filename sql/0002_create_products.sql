CREATE TABLE products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  name text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0)
);

INSERT INTO products (sku, name, price_cents) VALUES
  ('TEA-EARL', 'Earl Grey', 690),
  ('TEA-SENCHA', 'Sencha', 890),
  ('POT-CAST', 'Cast iron teapot', 5900);
