import * as Agreements from "@winner/core/agreement/index.ts";
import type { AgreementKind, AgreementState } from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { AgreementKindEnum, AgreementStateEnum } from "./agreement.ts";
import { builder } from "./builder.ts";
import { InstitutionKindEnum } from "./institution.ts";

const FunnelRow = builder.objectRef<Agreements.FunnelRow>("FunnelRow").implement({
  description: "Institutions of one kind in one regency; each step counts those beyond it.",
  fields: (t) => ({
    regionCode: t.exposeString("regionCode", { description: "Kemendagri code." }),
    kind: t.expose("kind", { type: InstitutionKindEnum, description: "Kind of institution." }),
    invited: t.exposeInt("invited", { description: "Under the agreement." }),
    agreed: t.exposeInt("agreed", { description: "Accepted it." }),
    trained: t.exposeInt("trained", { description: "Attended training." }),
    dataEntered: t.exposeInt("dataEntered", { description: "Entered data." }),
    connected: t.exposeInt("connected", { description: "Connected." }),
    live: t.exposeInt("live", { description: "Live today." }),
    lapsed: t.exposeInt("lapsed", {
      description: "Running when the agreement expired, which was not renewed.",
    }),
  }),
});

/** What the funnel needs of an agreement's institutions. */
const funnelPlaces = {
  select: {
    state: true,
    trainedOn: true,
    dataEnteredOn: true,
    connectedOn: true,
    liveOn: true,
    endedOn: true,
    institution: { select: { kind: true, provinceCode: true, regencyCode: true } },
  },
} as const;

interface Service {
  kind: AgreementKind;
  state: AgreementState;
  title: string;
  provinceCode: string;
  effectiveTo: Date;
  institutions: readonly Agreements.FunnelPlace[];
}
const ServiceObject = builder.objectRef<Service>("FinalistService").implement({
  description: "What became of a finalist: an agreement, and the services under it.",
  fields: (t) => ({
    state: t.expose("state", {
      type: AgreementStateEnum,
      description: "ACTIVE, or EXPIRED while services under it run on.",
    }),
    kind: t.expose("kind", { type: AgreementKindEnum, description: "Form of the agreement." }),
    title: t.exposeString("title", { description: "About what." }),
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    effectiveTo: t.field({
      type: "LocalDate",
      description: "Its last day.",
      resolve: (service) => fromColumn(service.effectiveTo),
    }),
    funnel: t.field({
      type: [FunnelRow],
      description: "Invited, agreed, trained, live: by regency and kind.",
      resolve: (service) => Agreements.serviceFunnel(service.institutions, service.state),
    }),
  }),
});
builder.prismaObjectField("PublishedFinalist", "services", (t) =>
  t.field({
    type: [ServiceObject],
    description:
      "The finalist's agreements in force, or expired over running services, in numbers. Public.",
    select: {
      application: {
        select: {
          team: {
            select: {
              agreements: {
                where: Agreements.publicAgreements,
                orderBy: { id: "asc" },
                select: {
                  kind: true,
                  state: true,
                  title: true,
                  provinceCode: true,
                  effectiveTo: true,
                  institutions: funnelPlaces,
                },
              },
            },
          },
        },
      },
    },
    resolve: (finalist) => finalist.application.team.agreements,
  }),
);
