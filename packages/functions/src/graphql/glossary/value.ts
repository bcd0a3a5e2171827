/** What values of enums mean, by name, or by `Enum.NAME` where a name means something else. */
export const values: Readonly<Record<string, string>> = {};
