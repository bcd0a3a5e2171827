/** What inputs and arguments mean, by name, or by `Owner.name` where a name means something else. */
export const inputs: Readonly<Record<string, string>> = {
  after: "The cursor after which the page begins.",
  before: "The cursor before which the page ends.",
  expectedVersion: "The version that you read: a change by another since then refuses yours.",
  first: "How many from the beginning, at most 100.",
  idempotencyKey: "A text of your own for this act: sent again with it, it is done once.",
  last: "How many from the end, at most 100.",
};
