-- lockstep: batches
-- A thousand rows a transaction: nobody waits long for one of them, and a run that is cut short goes on where it was.
UPDATE customers SET name_key = lower(name)
WHERE id IN (SELECT id FROM customers WHERE name_key IS NULL ORDER BY id LIMIT 1000);
