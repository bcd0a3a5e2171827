-- The outcomes of every stage that decides can be announced to the teams.
ALTER TYPE "AnnouncementKind" ADD VALUE 'INTERVIEW';
ALTER TYPE "AnnouncementKind" ADD VALUE 'PRESENTATION';
