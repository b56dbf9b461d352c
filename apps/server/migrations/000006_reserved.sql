-- Holds the number that another change has taken, so that this branch runs alone. The merge drops this file for the real one.
select 1;
