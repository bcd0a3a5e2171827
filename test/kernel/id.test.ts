import { newId } from "@winner/core/kernel/clock.ts";
import { expect, test } from "vitest";

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const millisecondOf = (id: string) => Number.parseInt(id.replace("-", "").slice(0, 12), 16);

test("ids are UUIDs of version 7, each another, in the order in which they were made", () => {
  const before = Date.now();
  const ids = Array.from({ length: 50_000 }, newId);
  const after = Date.now();
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(ids.toSorted());
  for (const id of ids) {
    expect(id).toMatch(form);
    expect(millisecondOf(id)).toBeGreaterThanOrEqual(before);
    expect(millisecondOf(id)).toBeLessThanOrEqual(after);
  }
  // The last 48 bits are of chance alone, so that an id tells nothing of its neighbours.
  expect(new Set(ids.map((id) => id.slice(-12))).size).toBeGreaterThan(ids.length - 10);
});
