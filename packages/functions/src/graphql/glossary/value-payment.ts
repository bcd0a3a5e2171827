/** What values of enums mean in payments: gateways, webhooks, bank statements, refunds. */
export const payment = {
  "EntryDirection.CREDIT": "Money came in: it is matched.",
  "EntryDirection.DEBIT": "Money went out: it is ignored by itself.",

  "EntryMatchReason.EXACT_AMOUNT":
    "Its amount is what one customer alone has open, on one invoice or on all.",
  "EntryMatchReason.INVOICE_NUMBER": "Its text names an open invoice, whatever its amount.",
  "EntryMatchReason.MANUAL": "A person said whose it is.",
  "EntryMatchReason.ORDER_ID":
    "Its text names an attempt to pay, and its amount is the one asked for.",
  "EntryMatchReason.TRANSFER_FEE":
    "Less by a bank's fee of Rp2,500 or Rp6,500; the difference stays open.",
  "EntryMatchReason.UNIQUE_CODE": "Its amount is that of an open transfer code.",
  "EntryMatchReason.VIRTUAL_ACCOUNT":
    "Its text has the account number of a request that waits, and its amount is the one asked for.",
  "EntryMatchReason.WITHHELD": "Less by the PPh 23 that may be withheld, whose proof is to come.",

  "EntryUnmatchedReason.NOTHING_FITS":
    "No code, number or amount leads to an open invoice, or its payment was taken back.",
  "EntryUnmatchedReason.PAID_ALREADY": "What it names is paid already.",
  "EntryUnmatchedReason.SEVERAL_FIT":
    "More than one customer could have paid it: nobody is guessed.",
  "EntryUnmatchedReason.VOIDED":
    "The invoice that it names was voided: match it by hand to what it was for, or ignore it.",

  "Gateway.MIDTRANS": "QRIS, and virtual accounts at BCA, BNI, BRI, CIMB and Permata.",
  "Gateway.XENDIT": "QRIS, and virtual accounts at all the banks.",

  "HoldReason.BALANCE_SPENT":
    "The payment is to be taken back, but of its money something was refunded or is asked to be.",
  "HoldReason.FAILED": "Processing failed again and again; the note tells how.",
  "HoldReason.NOT_REVERSIBLE":
    "The payment is to be taken back, and something else stands against it, which the note tells.",
  "HoldReason.PAID_AT_BANK":
    "A transfer that names the order paid it already: book this too if it is other money, else ignore it.",
  "HoldReason.PARTIAL_REFUND": "The gateway paid back a part, which cannot be booked as such.",
  "HoldReason.UNKNOWN_ORDER": "It names an order that was never asked for here.",
  "HoldReason.WRONG_AMOUNT": "Another amount was paid than was asked for.",

  "PaymentByHand.BANK_TRANSFER":
    "A transfer that was seen elsewhere than in an imported statement.",
  "PaymentByHand.CASH": "Money that was handed over.",

  "PaymentMethod.BANK_TRANSFER":
    "To an account of the provider, seen in its bank statement or noted by hand.",
  "PaymentMethod.CASH": "Handed over, and noted by hand.",
  "PaymentMethod.QRIS": "By a QR code that a gateway gives for one invoice.",
  "PaymentMethod.VIRTUAL_ACCOUNT": "To an account number that a gateway gives for one invoice.",

  "PaymentRequestState.CANCELLED":
    "Made unpayable, as when another attempt took its place; money that still comes is booked.",
  "PaymentRequestState.EXPIRED": "Not paid in time; money that still comes is booked.",
  "PaymentRequestState.FAILED": "Refused at the gateway, or its payment was taken back there.",
  "PaymentRequestState.NEW": "The gateway has not answered yet; it is asked again by itself.",
  "PaymentRequestState.PAID": "Its payment is booked.",
  "PaymentRequestState.PENDING": "Can be paid with the account number or the QR text.",

  "RefundState.APPROVED": "To be transferred; it can still be rejected.",
  "RefundState.PAID": "Transferred and booked.",
  "RefundState.REJECTED": "Not paid back: the money is the customer's balance again.",
  "RefundState.REQUESTED": "Its money is reserved; another person than who asked is to decide.",

  "StatementEntryState.IGNORED": "No payment: money that went out, or set aside by a person.",
  "StatementEntryState.MATCHED": "Booked as a payment, with the reason.",
  "StatementEntryState.UNMATCHED": "Waits for a person, with the reason.",

  "StatementFormat.CAMT053": "The XML of ISO 20022, read without a mapping.",
  "StatementFormat.CSV": "Columns, read by the mapping that the bank account has.",

  "VirtualAccountBank.BCA": "Bank Central Asia, at both gateways.",
  "VirtualAccountBank.BNI": "Bank Negara Indonesia, at both gateways.",
  "VirtualAccountBank.BRI": "Bank Rakyat Indonesia, at both gateways.",
  "VirtualAccountBank.BSI": "Bank Syariah Indonesia, at Xendit alone.",
  "VirtualAccountBank.CIMB": "CIMB Niaga, at both gateways.",
  "VirtualAccountBank.MANDIRI": "Bank Mandiri, at Xendit alone.",
  "VirtualAccountBank.PERMATA": "Bank Permata, at both gateways.",

  "WebhookResolution.BOOK":
    "Takes over what the gateway says was paid, also another amount than asked for.",
  "WebhookResolution.IGNORE": "Closes it without effect.",
  "WebhookResolution.RETRY": "Asks the gateway again; what still cannot be confirmed stays held.",

  "WebhookState.HELD": "Waits for an administrator, with the reason.",
  "WebhookState.IGNORED": "Closed by an administrator without effect.",
  "WebhookState.PROCESSED": "The gateway was asked, and the order is here as it is there.",
  "WebhookState.RECEIVED": "Kept as it came, and to be processed.",
};
