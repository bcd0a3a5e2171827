-- The roles that a person holds, always in the same order, each with the limits that it has; NULL when there is no such
-- person, or none any more.
CREATE FUNCTION roles_of(person UUID) RETURNS JSONB LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM "User" WHERE id = person AND "erasedAt" IS NULL) THEN
    RETURN NULL;
  END IF;
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'role', role, 'editionId', "editionId", 'provinceCode', "provinceCode",
      'institutionId', "institutionId", 'providerId', "providerId")) ORDER BY id), '[]')
    FROM "Membership" WHERE "userId" = person AND "revokedAt" IS NULL);
END $$;

-- Refuses all that comes behind it in the transaction unless the person holds exactly these roles.
CREATE FUNCTION require_roles(person UUID, held JSONB) RETURNS VOID LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF roles_of(person) IS DISTINCT FROM held THEN
    RAISE EXCEPTION 'the person holds other roles by now' USING ERRCODE = 'WR001';
  END IF;
END $$;
