import { message } from "../kernel/error.ts";

export const texts = {
  taken: message(
    "NUMBER_TAKEN",
    "An institution with this number is registered already.",
    "Lembaga dengan nomor ini sudah terdaftar.",
  ),
  notOfKind: message(
    "NUMBER_NOT_OF_KIND",
    "Institutions of this kind have no such number.",
    "Lembaga jenis ini tidak memiliki nomor tersebut.",
  ),
  personal: message(
    "NUMBER_PERSONAL",
    "This NPWP is a person's NIK. Enter it with the billing address, where it is encrypted.",
    "NPWP ini adalah NIK perorangan. Isikan pada alamat penagihan, tempat nomor ini dienkripsi.",
  ),
  parent: message(
    "PARENT_MISSING",
    "An agency belongs to a local government; others belong to none.",
    "Dinas berada di bawah pemerintah daerah; lembaga lain tidak.",
  ),
  merged: message(
    "MERGED",
    "This institution was merged into another.",
    "Lembaga ini telah digabungkan dengan lembaga lain.",
  ),
  openInvoices: message(
    "INVOICES_OPEN",
    "Invoices of the institution that is to be merged are drafts or open ({count}). Settle, void or discard them first.",
    "Tagihan lembaga yang akan digabungkan masih berupa draf atau terbuka ({count}). Selesaikan atau batalkan dahulu.",
  ),
  moneyHeld: message(
    "MONEY_HELD",
    "{provider} holds money of the institution that is to be merged. Refund it, or let it settle invoices, first.",
    "{provider} masih menyimpan saldo lembaga yang akan digabungkan. Kembalikan atau pakai saldo itu dahulu.",
  ),
  subscribedTwice: message(
    "SUBSCRIBED_TWICE",
    "Both institutions subscribe to {product}. End one of the two subscriptions first.",
    "Kedua lembaga berlangganan {product}. Akhiri salah satu langganan dahulu.",
  ),
  sponsorsItself: message(
    "SPONSORS_ITSELF",
    "One of the two sponsors the other's subscription to {product}. End the sponsorship first.",
    "Salah satu lembaga menjadi sponsor langganan {product} lembaga lainnya. Akhiri sponsor itu dahulu.",
  ),
  same: message(
    "SAME_INSTITUTION",
    "An institution cannot be merged into itself.",
    "Lembaga tidak dapat digabungkan dengan dirinya sendiri.",
  ),
  otherKind: message(
    "OTHER_KIND",
    "A local government or an agency is merged with one of its own kind alone.",
    "Pemerintah daerah atau dinas hanya dapat digabungkan dengan lembaga sejenis.",
  ),
  noConsent: message(
    "CONSENT_MISSING",
    "The institution has not agreed to deal with the team. It accepts an agreement of the team, or its staff consent to the team; then try again.",
    "Lembaga ini belum menyetujui kerja sama dengan tim. Lembaga menerima perjanjian tim, atau stafnya memberi persetujuan kepada tim; lalu coba lagi.",
  ),
  reachable: message(
    "NO_ADDRESS",
    "Give an e-mail address or a telephone number.",
    "Isi alamat surel atau nomor telepon.",
  ),
} as const;
