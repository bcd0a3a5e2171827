/** What fields of answers mean, by name, or by `Type.name` where a name means something else. */
export const outputs: Readonly<Record<string, string>> = {
  cursor: "Where the item is in its list: for `after` and `before`.",
  id: "The global id, for `node`.",
};
