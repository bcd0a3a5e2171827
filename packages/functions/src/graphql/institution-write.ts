import * as Institutions from "@winner/core/institution/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import {
  Contact,
  Institution,
  InstitutionKindEnum,
  MeasureEnum,
  NumberKindEnum,
  ScaleObject,
  Warning,
} from "./institution.ts";
import { mutation } from "./operation.ts";

const NumberInput = builder.inputType("InstitutionNumberInput", {
  description: "An official number of an institution.",
  fields: (t) => ({
    kind: t.field({ type: NumberKindEnum, required: true }),
    number: t.string({ required: true }),
  }),
});
mutation("createInstitution", {
  description: "Registers a clinic, a school, a company or an office.",
  input: (t) => ({
    kind: t.field({ type: InstitutionKindEnum, required: true }),
    name: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    parentId: t.id({ description: "Of an agency: its local government." }),
    number: t.string({ description: "The official one of its kind." }),
    numbers: t.field({ type: [NumberInput] }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.createInstitution(db, actor, {
      ...input,
      parentId: input.parentId ? localId("Institution", input.parentId) : null,
    }),
  once: {
    idOf: ({ institution }) => institution.id,
    again: async ({ db, actor }, id, input) => {
      const institution = await db.institution.findUnique({
        where: { id, AND: Institutions.visibleInstitutions(actor) },
      });
      return institution && { institution, warnings: Institutions.readGiven(input).warnings };
    },
  },
  payload: (t) => ({
    institution: t.field({ type: Institution, resolve: (row) => row.institution }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("changeInstitution", {
  description:
    "Renames an institution or moves it to another region; what it was stays in the audit.",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.changeInstitution(db, actor, { ...input, id: localId("Institution", input.id) }),
  payload: (t) => ({ institution: t.field({ type: Institution, resolve: (row) => row }) }),
});

mutation("mergeInstitutions", {
  description:
    "Merges an institution that was registered twice into the other, with its agreements and staff.",
  input: (t) => ({ id: t.id({ required: true }), intoId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Institutions.mergeInstitutions(db, actor, {
      id: localId("Institution", input.id),
      intoId: localId("Institution", input.intoId),
    }),
  payload: (t) => ({ institution: t.field({ type: Institution, resolve: (row) => row }) }),
});

mutation("addInstitutionNumber", {
  description: "Adds an official number, such as the SATUSEHAT id of a clinic.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    kind: t.field({ type: NumberKindEnum, required: true }),
    number: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.addInstitutionNumber(db, actor, {
      ...input,
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({
    institution: t.field({ type: Institution, resolve: (row) => row.institution }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("recordScale", {
  description: "Records how large an institution is from a day on; prices may follow from it.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    measure: t.field({ type: MeasureEnum, required: true }),
    value: t.int({ required: true }),
    validFrom: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.recordScale(db, actor, {
      ...input,
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({ scale: t.field({ type: ScaleObject, resolve: (row) => row }) }),
});

mutation("saveInstitutionContact", {
  description: "Adds a person to talk to at an institution, or changes one.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    contactId: t.id({ description: "Of the one to change." }),
    name: t.string({ required: true }),
    title: t.string({ required: true }),
    email: t.string(),
    phone: t.string(),
  }),
  run: ({ db, actor }, input) =>
    Institutions.saveInstitutionContact(db, actor, {
      ...input,
      institutionId: localId("Institution", input.institutionId),
      contactId: input.contactId ? localId("InstitutionContact", input.contactId) : null,
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.institutionContact.findUnique({ where: { id, AND: Institutions.visibleContacts(actor) } }),
  },
  payload: (t) => ({ contact: t.field({ type: Contact, resolve: (row) => row }) }),
});

mutation("removeInstitutionContact", {
  description: "Removes a contact; of the person nothing is kept.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    contactId: t.id({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.removeInstitutionContact(db, actor, {
      institutionId: localId("Institution", input.institutionId),
      contactId: localId("InstitutionContact", input.contactId),
    }),
  payload: (t) => ({ institution: t.field({ type: Institution, resolve: (row) => row }) }),
});
