/** What values of enums mean in billing: runs, invoices, the ledger, dunning, reports, messages. */
export const billing = {
  "BillingEventKind.CREDIT_NOTE_ISSUED":
    "A part of an invoice was taken back; `mailed` in the detail says whether it was mailed.",
  "BillingEventKind.INVOICE_FINALISED":
    "An invoice got its number and was rendered; `mailed` in the detail says whether it was mailed.",
  "BillingEventKind.INVOICE_PAID":
    "An invoice was settled in full, by payment, withholding or credit note.",
  "BillingEventKind.INVOICE_VOIDED": "A final invoice was voided.",
  "BillingEventKind.INVOICE_WRITE_OFF_REVERSED":
    "A write-off was taken back: what is open, as the detail tells, is owed and asked for again.",
  "BillingEventKind.INVOICE_WRITTEN_OFF":
    "What was open of an overdue invoice was written off as bad debt; the detail tells how much.",
  "BillingEventKind.PAYMENT_RECEIVED": "Money of a customer was booked, by whatever way it came.",
  "BillingEventKind.RECEIPT_ISSUED": "A payment was acknowledged by a kuitansi.",
  "BillingEventKind.SUBSCRIPTION_RESTORED": "Access is given back: no invoice is overdue any more.",
  "BillingEventKind.SUBSCRIPTION_SUSPENDED": "Access is withheld because an invoice is overdue.",

  "BillingFault.FAILED": "The database refused it for another reason, which the detail tells.",
  "BillingFault.NO_PRICE": "Its tier has no price on the first day of the period.",
  "BillingFault.OVERLAP": "Some days of the period are charged already.",
  "BillingFault.TOO_LARGE": "An amount is larger than can be kept.",

  "BillingReportKind.AGEING": "What is open on the last day, invoice by invoice.",
  "BillingReportKind.COLLECTION":
    "By month of issue: what was billed, reduced, collected, and is open.",
  "BillingReportKind.DEFERRED": "By day: what is billed and not earned yet.",
  "BillingReportKind.MRR":
    "Monthly recurring revenue: opening, new, expansion, contraction, churn, reactivation, closing.",
  "BillingReportKind.REGION": "Monthly recurring revenue by provider and regency.",

  "BillingRunState.COMPLETE": "Every due period has its invoice.",
  "BillingRunState.EXCEPTIONS":
    "The sums agree, but some subscriptions were parked with their reason.",
  "BillingRunState.MISMATCH":
    "What was due is not what was billed, found and parked: an alarm, never mended silently.",
  "BillingRunState.PLANNED": "Its chunks are being billed.",

  "ChangeDocumentKind.CREDIT_NOTE": "Takes back a part of a final invoice.",
  "ChangeDocumentKind.DRAFT_LINE": "Lessens an earlier invoice that is still a draft.",
  "ChangeDocumentKind.INVOICE": "A draft invoice for what the change costs.",

  "DunningAction.REMIND":
    "Asks for what is still open; of several that are due at once only the last is sent.",
  "DunningAction.SUSPEND":
    "Withholds access until no invoice of the subscription is overdue; after the due date only.",

  "DunningChannel.EMAIL": "A mail to the payer; without an address the provider is asked to call.",
  "DunningChannel.LETTER": "The provider is asked by mail to send a letter.",
  "DunningChannel.TELEPHONE": "The provider is asked by mail to call.",

  "InvoiceKind.ADJUSTMENT":
    "A change of tier within a period: what is credited and charged for the days left.",
  "InvoiceKind.ONE_OFF": "Delivered services, or whatever its lines name, beside any subscription.",
  "InvoiceKind.RECURRING": "A period of a subscription, in advance.",

  "InvoiceLineKind.DISCOUNT": "What a coupon takes off.",
  "InvoiceLineKind.PRORATION_CHARGE": "The days left of a period at the price of the new tier.",
  "InvoiceLineKind.PRORATION_CREDIT":
    "Takes back what days were charged that were changed or given back.",
  "InvoiceLineKind.SERVICE": "A delivered service, or something else that was named.",
  "InvoiceLineKind.SPONSOR_SHARE":
    "The sponsor's part: taken off the subscriber's invoice and charged on the sponsor's.",
  "InvoiceLineKind.SUBSCRIPTION":
    "The price of the tier for the period, or the part of it that is served.",

  "InvoiceState.DRAFT":
    "Without a number, and not shown to who pays; it can be looked at and discarded until it is final.",
  "InvoiceState.OPEN": "Final, numbered and owed; also when it is overdue or paid in part.",
  "InvoiceState.PAID":
    "Settled in full by payments, withholding or credit notes; a payment taken back opens it again.",
  "InvoiceState.UNCOLLECTIBLE":
    "Written off as bad debt: it is asked for no more. The claim stands: money that comes in for it makes it PAID, and taking the write-off back makes it OPEN.",
  "InvoiceState.VOID": "It should not have been: nothing is owed, and its number stays used.",

  "LedgerAccount.BAD_DEBT":
    "What was written off of final invoices, tax included, less what was recovered since: a cost.",
  "LedgerAccount.CASH": "Money that came in, less what went back.",
  "LedgerAccount.CUSTOMER_BALANCE": "Money of customers that settles no invoice yet.",
  "LedgerAccount.DEFERRED_REVENUE": "Billed before tax, and not earned yet.",
  "LedgerAccount.RECEIVABLE": "What institutions still owe on final invoices.",
  "LedgerAccount.REVENUE": "Earned, day by day over the period of each invoice.",
  "LedgerAccount.TAX_PAYABLE": "PPN on invoices, owed to the state.",
  "LedgerAccount.WITHHOLDING": "PPh 23 that payers withheld and proved.",

  "NumberedDocument.CREDIT_NOTE":
    "A nota kredit, which takes back a part of an invoice, numbered as KG/CN/2026/000001.",
  "NumberedDocument.INVOICE": "A tagihan, numbered as KG/INV/2026/000001.",
  "NumberedDocument.RECEIPT": "A kuitansi for one payment, numbered as KG/KW/2026/000001.",

  "OutboxTopic.BILLING_EVENT": "An event to tell one endpoint of a partner.",
  "OutboxTopic.CREDIT_NOTE": "A credit note to render and mail.",
  "OutboxTopic.INVOICE": "An invoice to render and mail, with a way to pay it.",
  "OutboxTopic.MAIL": "A mail to send.",
  "OutboxTopic.RECEIPT": "A receipt to render and mail.",

  "Payer.SPONSOR": "Another institution, as a local government, for its part of each invoice.",
  "Payer.SUBSCRIBER": "The institution that is served, for all that no sponsor pays.",
};
