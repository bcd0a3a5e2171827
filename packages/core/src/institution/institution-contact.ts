import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";

const limits = z.object({
  name: line(),
  title: line(),
  email: emailAddress.nullish(),
  phone: line(20)
    .regex(/^\+?[0-9 ()-]{6,}$/)
    .nullish(),
});

/** Adds a person to talk to at an institution, or changes one. Personal data: never in the audit. */
export async function saveInstitutionContact(
  db: Database,
  actor: Actor,
  input: {
    institutionId: string;
    /** Of the one to change. */
    contactId?: string | null;
    name: string;
    title: string;
    email?: string | null;
    phone?: string | null;
  },
) {
  const { name, title, email = null, phone = null } = readInput(limits, input);
  if (!email && !phone) refuseFaults([{ message: texts.reachable, path: ["email"] }]);
  const { institutionId, contactId } = input;
  const data = { institutionId, name, title, email, phone };
  return inTransaction(db, async (tx) => {
    await lockInstitution(tx, actor, "saveInstitutionContact", institutionId);
    if (contactId) await contactOf(tx, institutionId, contactId);
    const contact = contactId
      ? await tx.institutionContact.update({ where: { id: contactId }, data })
      : await tx.institutionContact.create({ data });
    await tell(tx, actor, institutionId, "saved", contact.id);
    return contact;
  });
}

/** Removes a contact: of the person nothing is kept. */
export async function removeInstitutionContact(
  db: Database,
  actor: Actor,
  input: { institutionId: string; contactId: string },
) {
  const { institutionId, contactId } = input;
  return inTransaction(db, async (tx) => {
    const institution = await lockInstitution(tx, actor, "removeInstitutionContact", institutionId);
    await contactOf(tx, institutionId, contactId);
    await tx.institutionContact.delete({ where: { id: contactId } });
    await tell(tx, actor, institutionId, "removed", contactId);
    return institution;
  });
}

const contactOf = async (tx: Transaction, institutionId: string, id: string) =>
  found(await tx.institutionContact.findFirst({ where: { id, institutionId } }), "contact");

const tell = (tx: Transaction, actor: Actor, id: string, what: string, contactId: string) =>
  Audit.append(tx, {
    stream: institutionStream,
    actor: actorName(actor),
    action: `contact.${what}`,
    subjectType: "Institution",
    subjectId: id,
    after: { contactId },
  });
