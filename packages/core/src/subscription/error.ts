import { message } from "../kernel/error.ts";

export const texts = {
  noAgreement: message(
    "NO_AGREEMENT",
    "The team has no active agreement; a provider serves under one.",
    "Tim belum memiliki perjanjian yang berlaku.",
  ),
  taken: message("TAKEN", "This is taken already.", "Isian ini sudah dipakai."),
  laterVersion: message(
    "LATER_VERSION",
    "A later version begins on {validFrom}; a new one comes after it.",
    "Versi berikutnya mulai {validFrom}; versi baru harus sesudahnya.",
  ),
  billedAlready: message(
    "BILLED_ALREADY",
    "Days from {from} on are billed already, or may be today; begin later.",
    "Hari sejak {from} sudah atau sedang ditagih; mulai lebih lambat.",
  ),
  taxNumberMissing: message(
    "TAX_NUMBER_MISSING",
    "A taxable firm (PKP) has an NPWP.",
    "Pengusaha Kena Pajak harus memiliki NPWP.",
  ),
  tierOrder: message(
    "TIER_ORDER",
    "Each tier reaches further than the one before it; only the last may be without a limit.",
    "Setiap tingkat harus melebihi tingkat sebelumnya; hanya yang terakhir boleh tanpa batas.",
  ),
  oneKind: message(
    "ONE_KIND_OF_DISCOUNT",
    "A coupon gives either a share or an amount.",
    "Kupon memberi persentase atau jumlah, salah satu.",
  ),
  beyondScale: message(
    "BEYOND_SCALE",
    "No tier of this plan is for an institution of this scale.",
    "Tidak ada tingkat paket ini untuk skala tersebut.",
  ),
  noScale: message(
    "SCALE_UNKNOWN",
    "The institution's {measure} are not recorded for {on}. Record them, or give the scale.",
    "Skala ({measure}) lembaga pada {on} belum tercatat. Catat dahulu, atau isi skalanya.",
  ),
  noPrice: message(
    "NO_PRICE",
    "The tier has no price on {on}.",
    "Tingkat ini tidak memiliki harga pada {on}.",
  ),
  alreadySubscribed: message(
    "ALREADY_SUBSCRIBED",
    "The institution has a subscription to this product already.",
    "Lembaga sudah berlangganan produk ini.",
  ),
  merged: message(
    "MERGED",
    "This institution was merged into another.",
    "Lembaga ini telah digabungkan dengan lembaga lain.",
  ),
  sponsorShare: message(
    "SPONSOR_SHARE",
    "A sponsor pays a share between 0.01 % and 100 %, and is another institution.",
    "Sponsor menanggung 0,01 % sampai 100 % dan merupakan lembaga lain.",
  ),
  couponNever: message(
    "COUPON_NEVER_VALID",
    "The day on which it no longer counts comes after the one from which it counts.",
    "Tanggal berakhir harus sesudah tanggal mulai berlaku.",
  ),
  couponUnknown: message(
    "COUPON_UNKNOWN",
    "There is no such coupon of this provider.",
    "Kupon tidak ditemukan.",
  ),
  couponNotValid: message(
    "COUPON_NOT_VALID",
    "The coupon is not valid on {on}.",
    "Kupon tidak berlaku pada {on}.",
  ),
  couponUsedUp: message(
    "COUPON_USED_UP",
    "The coupon has been redeemed as often as it can be.",
    "Kuota kupon sudah habis.",
  ),
} as const;
