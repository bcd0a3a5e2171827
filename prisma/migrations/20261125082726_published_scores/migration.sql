-- Whoever looks at a scoreboard reads the scores of every entry, and seldom what each judge gave.
CREATE FUNCTION derivation_scores(derivation jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(derivation #> '{steps,criteria}')
  WHEN 'array' THEN
    jsonb_set(jsonb_set(derivation, '{steps,judges}', '[]'), '{steps,criteria}', (
      SELECT coalesce(jsonb_agg(c.value || '{"marks": []}' ORDER BY c.position), '[]')
      FROM jsonb_array_elements(derivation #> '{steps,criteria}') WITH ORDINALITY c (value, position)))
  ELSE derivation
END;

ALTER TABLE "ResultSnapshotRow"
  ADD COLUMN "scores" jsonb GENERATED ALWAYS AS (derivation_scores(derivation)) STORED;
