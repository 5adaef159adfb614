CREATE OR REPLACE VIEW active_customers AS SELECT * FROM customers;
