import { lockName, type Reader, type Transaction } from "../database/index.ts";
import { type Fault, refuseFaults } from "../kernel/error.ts";
import { malformed } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { type Method, methodSchema } from "./method.ts";

/** Reads a method, or refuses it with what is wrong. */
export function readMethod(raw: unknown): Method {
  const read = methodSchema.safeParse(raw);
  if (read.success) return read.data;
  refuseFaults(malformed(texts.method, read.error, "method"));
  throw read.error;
}

/**
 * Refuses a method that counts panels of other editions, itself, or panels that count others, and one that counts
 * any while its panel is counted: so nothing is read across editions, and no panels count each other in a circle.
 */
export async function checkOtherPanels(
  db: Reader,
  editionId: string,
  panelId: string | undefined,
  { stages }: Method,
): Promise<void> {
  if (!stages) return;
  const panels = await db.panel.findMany({
    where: { stage: { editionId } },
    select: { id: true, method: true },
  });
  const counted = new Map(
    panels.map(({ id, method }) => [id, methodSchema.parse(method).stages?.others ?? []]),
  );
  const isCountedItself = [...counted].some(
    ([id, others]) => id !== panelId && others.some((other) => other.panelId === panelId),
  );
  const faults: Fault[] = [];
  for (const [index, other] of stages.others.entries())
    if (isCountedItself || other.panelId === panelId || counted.get(other.panelId)?.length !== 0)
      faults.push({
        message: texts.otherPanel,
        path: ["method", "stages", "others", index, "panelId"],
      });
  refuseFaults(faults);
}

/** The panels of an edition begin to count others one after the other, so that no two begin with each other. */
export const lockCounting = (tx: Transaction, editionId: string) =>
  lockName(tx, `counting panels ${editionId}`);

/** Refuses tie-breaks by criteria that the rubric lacks. */
export function checkTieBreaks({ tieBreaks }: Method, criteria: readonly { key: string }[]): void {
  const keys = new Set(criteria.map(({ key }) => key));
  refuseFaults(
    tieBreaks.flatMap((rule, index) =>
      rule.kind === "CRITERION" && !keys.has(rule.key)
        ? [{ message: texts.unknownCriterion, path: ["method", "tieBreaks", index, "key"] }]
        : [],
    ),
  );
}
