import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { madeOnce, readInput } from "../kernel/input.ts";
import { lockPanel } from "./panel-write.ts";
import { markFaults, markValue } from "./rubric.ts";
import { scaleOf } from "./scoresheet-write.ts";

const expectedLimits = madeOnce(() => z.looseObject({ expected: expectedSchema }));

const expectedSchema = z.record(z.string().max(60), markValue);

/** Says which marks an entry should get, so that judges' training marks can be compared with them. */
export async function setCalibration(
  db: Database,
  actor: Actor,
  input: { panelId: string; applicationId: string; expected?: unknown },
) {
  const { expected } = readInput(expectedLimits(), input);
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    const { stageId, id: panelId } = panel;
    authorize(actor, "setCalibration", { editionId: panel.stage.editionId });
    const { applicationId } = input;
    found(
      await tx.stageEntry.findUnique({
        where: { stageId_applicationId: { stageId, applicationId } },
      }),
      "application",
    );
    const marks = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [key, { value, comment: "expected" }]),
    );
    refuseFaults(markFaults((panel.rubric?.criteria ?? []).map(scaleOf), marks, false));
    await tx.calibrationMark.deleteMany({ where: { panelId, applicationId } });
    await tx.calibrationMark.createMany({
      data: Object.entries(expected).map(([criterionKey, value]) => ({
        panelId,
        applicationId,
        criterionKey,
        expected: value,
      })),
    });
    Audit.append(tx, {
      stream: auditStream(panel.stage.editionId),
      actor: actorName(actor),
      action: "calibration.set",
      subjectType: "Application",
      subjectId: applicationId,
      after: { panelId },
    });
    return { panelId, applicationId };
  });
}
