import type { Database } from "@winner/core/database/index.ts";
import { ensurePaymentRequest, type Gateways } from "@winner/core/payment/index.ts";
import type { PaymentWays } from "../notification/billing-mail.ts";

/** Lets an invoice be paid as its provider has set, and tells how, in lines for the letter. */
export const createPaymentWays =
  (db: Database, gateways: Gateways) =>
  async (invoiceId: string): Promise<PaymentWays> => {
    const request = await ensurePaymentRequest(db, gateways, invoiceId);
    if (!request?.accountNumber) return request?.qrText ? ["QRIS (lihat tagihan)"] : [];
    return [`Virtual account ${request.bank ?? ""} ${request.accountNumber}`];
  };
