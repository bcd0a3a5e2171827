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
  same: message(
    "SAME_INSTITUTION",
    "An institution cannot be merged into itself.",
    "Lembaga tidak dapat digabungkan dengan dirinya sendiri.",
  ),
  reachable: message(
    "NO_ADDRESS",
    "Give an e-mail address or a telephone number.",
    "Isi alamat surel atau nomor telepon.",
  ),
} as const;
