-- To find customers by name, however it is written. Rows that are written from now on have their key; 0014 fills in the others.
ALTER TABLE customers ADD COLUMN name_key text;

CREATE FUNCTION customers_name_key() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.name_key := lower(NEW.name);
  RETURN NEW;
END
$$;

CREATE TRIGGER customers_name_key BEFORE INSERT OR UPDATE ON customers
FOR EACH ROW EXECUTE FUNCTION customers_name_key();
