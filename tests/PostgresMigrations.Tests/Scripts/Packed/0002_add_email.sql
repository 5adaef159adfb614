-- lockstep: lock-timeout 30s
ALTER TABLE customers
  ADD COLUMN email text;
