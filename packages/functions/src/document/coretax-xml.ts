import {
  decimal,
  type TaxInvoice,
  type TaxLine,
  type TaxSeller,
} from "@winner/core/billing/index.ts";
import { XMLBuilder } from "fast-xml-parser";

/** A service, in the list of the tax authority; and its unit "other". */
const service = { Opt: "B", Code: "000000", Unit: "UM.0018" };

/** What XML 1.0 cannot hold in any way; one such letter would spoil the whole file. */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const builder = new XMLBuilder({
  tagValueProcessor: (_name, value) =>
    typeof value === "string" ? value.replace(notXml, "") : value,
  format: true,
  indentBy: "  ",
  suppressEmptyNode: true,
  ignoreAttributes: false,
});

/** The opening of a file of Coretax's bulk upload (TaxInvoice.xsd). */
export const fileStart = ({ taxNumber }: TaxSeller): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<TaxInvoiceBulk xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="TaxInvoice.xsd">
${builder.build({ TIN: taxNumber })}<ListOfTaxInvoice>
`;
export const fileEnd = "</ListOfTaxInvoice>\n</TaxInvoiceBulk>\n";

/** An invoice as a faktur. Our number is its reference; Coretax gives the number of the faktur itself. */
export const fakturXml = (invoice: TaxInvoice, seller: TaxSeller): string =>
  builder.build({
    TaxInvoice: {
      TaxInvoiceDate: invoice.issuedOn,
      TaxInvoiceOpt: "Normal",
      TrxCode: invoice.fakturCode,
      AddInfo: "",
      CustomDoc: "",
      CustomDocMonthYear: "",
      RefDesc: invoice.number,
      FacilityStamp: "",
      SellerIDTKU: seller.branch,
      ...buyer(invoice.buyer),
      ListOfGoodService: { GoodService: invoice.lines.map(goodService) },
    },
  });

/** `BuyerAdress` is how the schema spells it. Without NPWP the buyer is told by another document. */
function buyer({ name, address, email, taxNumber, otherNumber }: TaxInvoice["buyer"]) {
  const known = taxNumber !== null && /^\d{16}$/.test(taxNumber);
  return {
    BuyerTin: known ? taxNumber : "0000000000000000",
    BuyerDocument: known ? "TIN" : "Other ID",
    BuyerCountry: "IDN",
    BuyerDocumentNumber: known ? "-" : otherNumber,
    BuyerName: name,
    BuyerAdress: address,
    BuyerEmail: email ?? "",
    BuyerIDTKU: known ? `${taxNumber}000000` : "000000",
  };
}

const goodService = (line: TaxLine) => ({
  Opt: service.Opt,
  Code: service.Code,
  Name: line.name,
  Unit: service.Unit,
  Price: decimal(line.price),
  Qty: line.quantity,
  TotalDiscount: decimal(line.discount),
  TaxBase: line.taxBase,
  OtherTaxBase: line.otherTaxBase,
  VATRate: line.vatRate,
  VAT: line.vat,
  STLGRate: 0,
  STLG: 0,
});
