/**
 * The playground's example queries, and the demo person who asks; without one, anybody. Lines are short, so that they
 * are read without scrolling.
 */
export const tabs: { role?: string; query: string }[] = [
  {
    query: `# The competitions of 2023 and their finalists.
# Needs no sign-in.
query Finalists {
  editions(last: 2) {
    edges {
      node {
        nameEn
        finalists {
          provinceCode rank
          teamName title
        }
        figures { name value source }
      }
    }
  }
}`,
  },
  {
    query: `# From a competition through a finalist to what
# runs in the regencies. Needs no sign-in.
query Impact {
  editions(last: 1) {
    edges {
      node {
        nameEn
        finalists {
          teamName
          services {
            title
            effectiveTo
            funnel {
              regionCode kind
              agreed trained connected live
            }
          }
        }
      }
    }
  }
}`,
  },
  {
    role: "organiser",
    query: `# The organiser sees what was submitted. Who asks
# is in the headers below: here a demo person, for
# a program "Bearer" and its token or key.
query Submitted {
  me { name roles { role } }
  applications(first: 10) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        registrationNumber title
        state checkOutcome
        province { nameEn }
        issue { nameEn }
      }
    }
  }
}`,
  },
  {
    role: "applicant",
    query: `# An applicant founds a team; next would be
# createApplication and submitApplication.
mutation Team {
  createTeam(
    input: {
      name: "Air Bersih Nusantara"
      kind: SOCIAL_ENTERPRISE
    }
  ) {
    ... on CreateTeamPayload { team { id name } }
    ... on Error { code message path }
  }
}`,
  },
  {
    role: "organiser",
    query: `# Published results, with every step from the
# marks of the judges to the total.
query Results {
  editions(last: 2) {
    edges {
      node {
        nameEn
        stages {
          kind
          panels { id name judgesPerEntry }
          results {
            number hash reason
            rows {
              rank total teamName
              derivation {
                criteria {
                  key panelScore
                  marks { judgeId value }
                }
              }
            }
          }
        }
      }
    }
  }
}`,
  },
  // training
  {
    role: "provider",
    query: `# The finalists' side: trainings, a bootcamp with its
# placement rate, internships and paid services.
query Training {
  trainingEvents(first: 5) {
    edges {
      node {
        id title heldOn capacity
        figures {
          registered attended
          meanPreScore meanPostScore
        }
      }
    }
  }
  bootcampBatches(first: 5) {
    edges {
      node {
        name
        counts { state learners }
        within90: placementRate(window: DAYS_90) {
          numerator denominator rate closesOn open
        }
        within180: placementRate(window: DAYS_180) {
          numerator denominator rate closesOn open
        }
      }
    }
  }
  internships(first: 5) {
    edges {
      node {
        state startsOn endsOn consentOn
        student { name bornOn }
        host { name }
      }
    }
  }
  serviceOrders(first: 5) {
    edges {
      node {
        state quantity total deliveredOn
        service { name }
        institution { name }
      }
    }
  }
}`,
  },
  {
    role: "provider",
    query: `# A provider's subscriptions: what comes next, and
# what happened. See changeTier with preview: true.
query Subscriptions {
  subscriptions(first: 5) {
    totalCount
    edges {
      node {
        id version state
        institution { name }
        tier { name }
        sponsor { name }
        sponsorBasisPoints
        upcoming(first: 2) {
          periodStart periodEnd price
          parts { payer base tax total }
        }
        history { kind effectiveOn total }
      }
    }
  }
  providers(first: 5) {
    edges {
      node {
        name
        products {
          name
          plans {
            measure
            tiers {
              name upTo
              prices { validFrom amount }
            }
          }
        }
      }
    }
  }
}`,
  },
  {
    role: "provider",
    query: `# What is owed to a provider, with each invoice as
# PDF; its recurring revenue, and its ledger.
query Billing {
  invoices(first: 10, filter: { overdue: true }) {
    totalCount
    edges {
      node {
        number buyerName
        total open dueOn
        totalInWords
        pdfUrl
        verificationCode
        lines { description amount }
      }
    }
  }
  billingReport(from: "2026-01-01", to: "2026-12-31") {
    ageing { total current days30 days60 days90 older }
    mrr {
      month opening
      gained expanded contracted churned
      closing
    }
    balances { account balance }
  }
}`,
  },
  {
    role: "auditor",
    query: `# The auditor reads the hash-chained audit.
query Audit {
  auditEvents(first: 10) {
    edges { node { at actor action subjectType after } }
  }
}`,
  },
  // dashboards and facilitation
  {
    query: `# A province in numbers, beside its index. Small
# numbers of people are hidden. Needs no sign-in.
query Province {
  provinceDashboard(provinceCode: "36", year: 2023) {
    nameEn year demonstration audience
    hdi { year series value status }
    reach {
      registrations finalists agreements
      institutions agreed trained connected live
    }
    regions {
      regionCode
      reach { registrations finalists connected live }
    }
    indicators {
      indicator { nameEn unit }
      total hidden
      regions { regionCode value }
      progress { regionCode baseline target latest share }
    }
  }
}`,
  },
  {
    role: "officer.banten",
    query: `# The province's officer sees the pipeline from
# needs to agreements, and people from five.
query Pipeline {
  pipeline(provinceCode: "36") {
    openNeeds
    stages { state count }
    introductions {
      state team solution
      need { title localGovernment }
      meetings { startsAt minutes }
      decisions { kind reason }
      commitments { party text dueOn doneOn }
      agreementId
    }
  }
  provinceDashboard(provinceCode: "36", year: 2023) {
    audience
    indicators {
      indicator { nameEn }
      total
      regions { regionCode value }
    }
  }
}`,
  },
];
