import { toCurrency } from "n2words/id-ID";
import type { Rupiah } from "../kernel/money.ts";

/** An amount in Indonesian words (terbilang), as on documents: `tiga ratus tiga puluh tiga ribu rupiah`. */
export const amountInWords = (amount: Rupiah): string => toCurrency(amount);
