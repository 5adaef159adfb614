CREATE TABLE addresses (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  recipient text NOT NULL CHECK (recipient <> ''),
  street text NOT NULL CHECK (street <> ''),
  postcode text NOT NULL,
  city text NOT NULL CHECK (city <> ''),
  country char(2) NOT NULL CHECK (country ~* '^[a-z]{2}$'),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX addresses_customer_id ON addresses (customer_id, id);
