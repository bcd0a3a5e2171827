-- What a local government needed may be met elsewhere, without a finalist: an open need is closed too, with the reason.
CREATE OR REPLACE FUNCTION check_need_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD.state::text, NEW.state::text) IN (('OPEN', 'MATCHED'), ('OPEN', 'CLOSED'), ('OPEN', 'WITHDRAWN'),
    ('MATCHED', 'CLOSED'), ('MATCHED', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'a need does not go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
ALTER TABLE "Need" DROP CONSTRAINT "Need_reason",
  ADD CONSTRAINT "Need_reason" CHECK (state IN ('OPEN', 'MATCHED') OR "stateReason" IS NOT NULL);
