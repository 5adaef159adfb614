-- What was answered to a POST with an Idempotency-Key, so that the same request gets the same answer again.
CREATE TABLE idempotency_keys (
  key text PRIMARY KEY CHECK (key <> ''),
  fingerprint bytea NOT NULL,
  status smallint NOT NULL,
  location text NOT NULL,
  etag text,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
