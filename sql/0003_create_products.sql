-- Prices are in cents of the shop's one currency.
CREATE TABLE products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text NOT NULL CONSTRAINT products_sku UNIQUE CHECK (sku <> ''),
  name text NOT NULL CHECK (name <> ''),
  description text NOT NULL DEFAULT '',
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO products (sku, name, description, price_cents) VALUES
  ('TEA-EARL', 'Earl Grey', 'Black tea with bergamot, 100 g', 690),
  ('TEA-SENCHA', 'Sencha', 'Green tea from Shizuoka, 100 g', 890),
  ('TEA-ASSAM', 'Assam', 'Second flush, 100 g', 750),
  ('POT-CAST', 'Cast iron teapot', 'Holds 0.8 litres', 5900),
  ('CUP-PORCELAIN', 'Porcelain cup', 'Holds 0.2 litres', 1450);
