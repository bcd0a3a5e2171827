import { XMLParser } from "fast-xml-parser";
import * as z from "zod";
import { readAmount, readDate, type StatementLine, unreadable } from "./statement.ts";

const many = new Set(["Stmt", "Ntry", "NtryDtls", "TxDtls", "Ustrd"]);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => many.has(name),
});

const text = z.coerce.string();
const money = z.object({ "#text": text, "@Ccy": text });
const details = z.looseObject({
  AmtDtls: z.looseObject({ TxAmt: z.looseObject({ Amt: money }).optional() }).optional(),
  Amt: money.optional(),
  Refs: z.looseObject({ EndToEndId: text.optional() }).optional(),
  RmtInf: z.looseObject({ Ustrd: z.array(text).optional() }).optional(),
});
const entry = z.looseObject({
  Amt: money,
  CdtDbtInd: z.enum(["CRDT", "DBIT"]),
  BookgDt: z.looseObject({ Dt: text.optional(), DtTm: text.optional() }),
  AddtlNtryInf: text.optional(),
  NtryDtls: z.array(z.looseObject({ TxDtls: z.array(details).optional() })).optional(),
});
const document = z.looseObject({
  Document: z.looseObject({
    BkToCstmrStmt: z.looseObject({
      Stmt: z.array(
        z.looseObject({
          Acct: z.looseObject({
            Id: z.looseObject({
              IBAN: text.optional(),
              Othr: z.looseObject({ Id: text }).optional(),
            }),
          }),
          Ntry: z.array(entry).optional(),
        }),
      ),
    }),
  }),
});

/** The lines of a CAMT.053 statement of one account, ISO 20022. A batch is as many lines as it has amounts of its own. */
export function readCamt(content: string, accountNumber: string): StatementLine[] {
  // Entities of a document's own have no place in a statement.
  if (/<!DOCTYPE/i.test(content)) throw unreadable(1, "DOCTYPE");
  const statements = read(content).Document.BkToCstmrStmt.Stmt;
  let number = 0;
  return statements.flatMap(({ Acct, Ntry = [] }) => {
    const account = Acct.Id.Othr?.Id ?? Acct.Id.IBAN ?? "";
    if (digits(account) !== digits(accountNumber)) throw unreadable(1, `account ${account}`);
    return Ntry.flatMap((one) => {
      number += 1;
      return linesOf(one, number);
    });
  });
}

const digits = (number: string): string => number.replace(/\W/g, "").toUpperCase();

function read(content: string): z.infer<typeof document> {
  let parsed: unknown;
  try {
    parsed = parser.parse(content, true);
  } catch {
    throw unreadable(1, "XML");
  }
  const result = document.safeParse(parsed);
  if (!result.success) throw unreadable(1, result.error.issues[0]?.path.join("/") ?? "CAMT.053");
  return result.data;
}

function linesOf(one: z.infer<typeof entry>, number: number): StatementLine[] {
  const { Dt, DtTm } = one.BookgDt;
  const bookedOn = readDate(Dt ?? DtTm ?? "", "YYYY-MM-DD");
  if (!bookedOn) throw unreadable(number, "BookgDt");
  const parts = (one.NtryDtls ?? []).flatMap(({ TxDtls }) => TxDtls ?? []);
  const amounts = parts.map((part) => part.AmtDtls?.TxAmt?.Amt ?? part.Amt);
  const split = parts.length > 1 && amounts.every(Boolean);
  const line = (amount: z.infer<typeof money>, of: typeof parts): StatementLine => {
    const value = amount["@Ccy"] === "IDR" ? readAmount(amount["#text"], ".") : undefined;
    if (value === undefined || value <= 0n) throw unreadable(number, "Amt");
    const told = of.flatMap(({ RmtInf, Refs }) => [
      ...(RmtInf?.Ustrd ?? []),
      Refs?.EndToEndId ?? "",
    ]);
    return {
      bookedOn,
      direction: one.CdtDbtInd === "CRDT" ? "CREDIT" : "DEBIT",
      amount: value,
      description: [...told, one.AddtlNtryInf ?? ""]
        .filter((part) => part && part !== "NOTPROVIDED")
        .join(" ")
        .slice(0, 1000),
    };
  };
  return split
    ? parts.map((part, index) => line(amounts[index] ?? one.Amt, [part]))
    : [line(one.Amt, parts)];
}
