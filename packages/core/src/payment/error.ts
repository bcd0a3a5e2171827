import { message } from "../kernel/error.ts";

export const texts = {
  moreThanBalance: message(
    "MORE_THAN_BALANCE",
    "The customer's balance has {available} rupiah that are free; this is more.",
    "Saldo pelanggan yang tersedia {available} rupiah; jumlah ini melebihinya.",
  ),
  moreThanPayment: message(
    "MORE_THAN_PAYMENT",
    "The payment has {left} rupiah left; this is more.",
    "Sisa pembayaran adalah {left} rupiah; jumlah ini melebihinya.",
  ),
  allocatedAlready: message(
    "ALLOCATED_ALREADY",
    "The payment settles a part of this invoice already; take that back first.",
    "Pembayaran ini sudah dialokasikan ke tagihan tersebut; batalkan dahulu.",
  ),
  otherCustomer: message(
    "OTHER_CUSTOMER",
    "The invoice is of another provider or institution.",
    "Tagihan ini milik penyedia atau lembaga lain.",
  ),
  balanceSpent: message(
    "BALANCE_SPENT",
    "Of this payment something was refunded, or is asked to be: reject that first.",
    "Sebagian pembayaran ini telah atau akan dikembalikan: tolak pengembaliannya dahulu.",
  ),
  ofGateway: message(
    "REVERSED_BY_GATEWAY_ONLY",
    "A payment at a gateway is taken back when the gateway says so.",
    "Pembayaran melalui gerbang pembayaran hanya dibatalkan oleh gerbang tersebut.",
  ),
  inTheFuture: message("IN_THE_FUTURE", "This day is not yet.", "Tanggal ini belum tiba."),
  noProfile: message(
    "NO_PAYMENT_PROFILE",
    "Say by which gateway and how it is to be paid; the provider has set nothing.",
    "Sebutkan gerbang dan cara pembayaran; penyedia belum menetapkannya.",
  ),
  bankUnsupported: message(
    "BANK_UNSUPPORTED",
    "This gateway has no virtual accounts at {bank}.",
    "Gerbang ini tidak menyediakan rekening virtual di {bank}.",
  ),
  methodAndBank: message(
    "METHOD_AND_BANK",
    "A virtual account needs its bank, and QRIS has none.",
    "Rekening virtual memerlukan bank; QRIS tidak.",
  ),
  gatewayUnavailable: message(
    "GATEWAY_UNAVAILABLE",
    "The gateway does not answer now. It is tried again by itself; ask again with the same key.",
    "Gerbang pembayaran tidak menjawab. Akan dicoba lagi; ulangi dengan kunci yang sama.",
  ),
  paidMeanwhile: message(
    "PAID_MEANWHILE",
    "Someone is paying this invoice at this moment. Look again.",
    "Tagihan ini sedang dibayar. Periksa kembali.",
  ),
  codesExhausted: message(
    "CODES_EXHAUSTED",
    "Too many transfers of this amount are open on the account. Pay by virtual account instead.",
    "Terlalu banyak transfer dengan jumlah ini. Gunakan rekening virtual (VA).",
  ),
  withheldAmount: message(
    "WRONG_WITHHOLDING",
    "PPh 23 on this invoice is {expected} rupiah: 2 % of its base.",
    "PPh 23 atas tagihan ini adalah {expected} rupiah: 2 % dari dasar pengenaan.",
  ),
  proofUsed: message(
    "PROOF_USED",
    "This proof, or one for this invoice, is recorded already.",
    "Bukti potong ini, atau bukti untuk tagihan ini, sudah dicatat.",
  ),
  noMapping: message(
    "NO_STATEMENT_MAPPING",
    "Set first how the CSV files of this account are read.",
    "Tetapkan dahulu cara membaca berkas CSV rekening ini.",
  ),
  unreadable: message(
    "UNREADABLE_STATEMENT",
    "Line {line}: {fault}.",
    "Baris {line}: tidak dapat dibaca ({fault}).",
  ),
  samePerson: message(
    "SAME_PERSON",
    "Who asked for the refund cannot decide on it.",
    "Pengaju pengembalian dana tidak boleh memutuskannya sendiri.",
  ),
  moreThanCredited: message(
    "MORE_THAN_CREDITED",
    "The credit note gave {credited} rupiah to the balance, of which {left} can still be refunded.",
    "Nota kredit memberi {credited} rupiah ke saldo; {left} rupiah masih dapat dikembalikan.",
  ),
} as const;
