-- The number is unique, and holds provider, year and sequence: one index for all three.
DROP INDEX "Invoice_providerId_year_sequence_key";

-- The same calendar as before, in integers and in so few steps that PostgreSQL can inline it: a run asks
-- it for every subscription.

-- Months since year 0.
CREATE FUNCTION month_number(day date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (date_part('year', day) * 12 + date_part('month', day))::int - 1 $$;

-- 1 where a day lies before its month's anchor, else 0. The last day of a month never does.
CREATE FUNCTION before_anchor(day date, anchor int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (date_part('day', day) < anchor AND date_part('day', day + 1) <> 1)::int $$;

-- The anchor day of a month, given by its number.
CREATE FUNCTION anchor_day(month int, anchor int) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT make_date(month / 12, month % 12 + 1, 1) - 1
    + least(anchor, make_date((month + 1) / 12, (month + 1) % 12 + 1, 1) - make_date(month / 12, month % 12 + 1, 1)) $$;

CREATE OR REPLACE FUNCTION period_index(day date, anchor int, anchored_on date, months int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor((month_number(day) - before_anchor(day, anchor)
    - month_number(anchored_on) + before_anchor(anchored_on, anchor)) / months::float8)::int $$;

CREATE OR REPLACE FUNCTION period_start(n int, anchor int, anchored_on date, months int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT anchor_day(month_number(anchored_on) - before_anchor(anchored_on, anchor) + n * months, anchor) $$;

DROP FUNCTION anchored(date, int);

-- A part of an amount of zero or more, rounded half up to the rupiah; as in kernel/money.ts.
CREATE OR REPLACE FUNCTION share_of(amount bigint, part bigint, whole bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (amount * part * 2 + whole) / (2 * whole) $$;
