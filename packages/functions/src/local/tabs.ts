/** The playground's example queries: a title, the role that asks, and the query. */
export const tabs: { role?: string; query: string }[] = [
  {
    query: `# The 2023 competitions: provinces, numbers and announced finalists. Needs no sign-in.
query Finalists {
  editions(first: 5) {
    edges {
      node {
        nameEn
        figures { name value source }
        provinces { finalistQuota province { nameEn timeZone } }
        registrations { provinceCode issueCode count }
        finalists { provinceCode rank teamName title }
      }
    }
  }
}`,
  },
  {
    query: `# From the competition through a finalist to what runs in the regencies. Needs no sign-in.
query Impact {
  editions(first: 4) {
    edges { node { nameEn
      finalists { provinceCode rank teamName
        services { kind title effectiveTo funnel { regionCode kind agreed trained connected live } } } } }
  }
}`,
  },
  {
    role: "organiser",
    query: `# The organiser sees what was submitted. The token is in the headers below.
query Submitted {
  me { name roles { role } }
  applications(first: 10) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { registrationNumber title state checkOutcome province { nameEn } issue { nameEn } } }
  }
}`,
  },
  {
    role: "applicant",
    query: `# An applicant founds a team; then see createApplication, saveApplication, submitApplication.
mutation Team {
  createTeam(input: { name: "Air Bersih Nusantara", kind: SOCIAL_ENTERPRISE }) {
    ... on CreateTeamPayload { team { id name } }
    ... on Error { code message path }
  }
}`,
  },
  {
    role: "organiser",
    query: `# Published results with every step from the marks to the total, and the panel's ranking now.
query Results {
  editions(first: 4) {
    edges { node { nameEn stages { kind
      panels { id name judgesPerEntry }
      results { number hash reason rows { rank total teamName derivation { criteria { key panelScore marks { judgeId value } } } } }
    } } }
  }
}`,
  },
  // training
  {
    role: "provider",
    query: `# The finalists' side: trainings, a bootcamp with its placement rate, internships and paid services.
query Training {
  trainingEvents(first: 5) { edges { node { id title heldOn capacity figures { registered attended meanPreScore meanPostScore } } } }
  bootcampBatches(first: 5) { edges { node { name counts { state learners }
    within90: placementRate(window: DAYS_90) { numerator denominator rate closesOn open }
    within180: placementRate(window: DAYS_180) { numerator denominator rate closesOn open } } } }
  internships(first: 5) { edges { node { state startsOn endsOn consentOn student { name bornOn } host { name } } } }
  serviceOrders(first: 5) { edges { node { state quantity total deliveredOn service { name } institution { name } } } }
}`,
  },
  {
    role: "auditor",
    query: `# The auditor reads the hash-chained audit.
query Audit {
  auditEvents(first: 10) { edges { node { at actor action after hash } } }
}`,
  },
];
