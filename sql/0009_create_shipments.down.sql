DROP TABLE shipments;
DROP TABLE carriers;
