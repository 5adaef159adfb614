-- lockstep: allow data-loss: the key is made of the name, which stays
DROP TRIGGER customers_name_key ON customers;
DROP FUNCTION customers_name_key();
ALTER TABLE customers DROP COLUMN name_key;
