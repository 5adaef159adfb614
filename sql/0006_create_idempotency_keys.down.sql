-- lockstep: allow data-loss: a key only matters for the minutes in which a client tries again
DROP TABLE idempotency_keys;
