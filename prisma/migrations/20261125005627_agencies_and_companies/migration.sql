-- Agencies of local governments, companies, and the code of the region by which a local government is known.
ALTER TYPE "IdentityNumberKind" ADD VALUE IF NOT EXISTS 'REGION_CODE';
ALTER TYPE "InstitutionKind" ADD VALUE IF NOT EXISTS 'AGENCY';
ALTER TYPE "InstitutionKind" ADD VALUE IF NOT EXISTS 'COMPANY';
