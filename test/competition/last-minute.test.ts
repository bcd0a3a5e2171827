import { verifyChains } from "@winner/core/audit/index.ts";
import { expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

test("500 submissions in the last minute: each acknowledged one is there, numbered without gap", async () => {
  const { db } = await freshDatabase();
  const api = openApi(db);
  await setClock(db, "2023-06-11T16:59:30Z");
  const season = await openSeason(api, await api.person(role("ORGANISER")));
  const drafts: (() => Promise<{ application?: { registrationNumber: string }; code?: string }>)[] =
    [];
  for (let index = 0; index < 500; index += 1) {
    const applicant = await api.person();
    const { id } = await draft(api, applicant, season.id, completeAnswers, {
      provinceCode: "61",
      title: `T${index}`,
    });
    drafts.push(() =>
      api.run(applicant, "submitApplication", { id }, "application { registrationNumber }"),
    );
  }
  const started = performance.now();
  const results = await Promise.all(drafts.map((submit) => submit()));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `500 parallel submissions: ${seconds.toFixed(2)} s, ${(500 / seconds).toFixed(0)} per second`,
  );
  const numbers = results.map((result) =>
    Number(result.application?.registrationNumber.split("-")[3]),
  );
  expect(numbers.sort((a, b) => a - b)).toEqual(
    Array.from({ length: 500 }, (_, index) => index + 1),
  );
  expect(await db.application.count({ where: { state: "SUBMITTED" } })).toBe(500);
  expect((await verifyChains(db)).faults).toEqual([]);
}, 240_000);
