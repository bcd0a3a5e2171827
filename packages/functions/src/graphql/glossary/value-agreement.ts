/** What values of enums mean in agreements: forms, signatures, stamps, documents, onboarding. */
export const agreement = {
  "AcceptanceState.ACCEPTED": "Takes part: its steps to a running service are recorded.",
  "AcceptanceState.DECLINED": "Does not take part; a renewal does not take it over.",
  "AcceptanceState.INVITED": "Put under the agreement; it has not answered yet.",

  "AgreementEnd.SUPERSEDED": "Another agreement takes its place; no service may be live under it.",
  "AgreementEnd.TERMINATED": "Ends it today, and its live services with it.",

  "AgreementFileKind.ANNEX": "What belongs to it beside the text.",
  "AgreementFileKind.SCAN": "The signed paper as scanned; only once signing has begun.",
  "AgreementFileKind.SIGNED_ORIGINAL":
    "The PDF as signed, byte by byte; only once signing has begun.",

  "AgreementKind.ADDENDUM":
    "Adds to an active agreement, and moves its end when it ends later itself.",
  "AgreementKind.KESEPAKATAN_BERSAMA":
    "Between a region and a third party (PP 28/2018, Permendagri 22/2020); a PKS rests on it.",
  "AgreementKind.MOU": "A memorandum of understanding, as with a school.",
  "AgreementKind.NOTA_KESEPAKATAN": "With central government.",
  "AgreementKind.PKS":
    "What is done in particular; with a local government it rests on an active Kesepakatan Bersama, or says why not.",
  "AgreementKind.SURAT_KUASA":
    "A letter of authority, by which someone may act for a party; it is not renewed.",

  "AgreementState.ACTIVE": "Signed by all, which made it active, and valid until its end.",
  "AgreementState.DRAFT": "Being drawn up; letter numbers may still be missing.",
  "AgreementState.EXPIRED":
    "Past its end; services under it are not live until a renewal takes them over.",
  "AgreementState.REVIEW": "Being read before it is signed; it can go back to a draft.",
  "AgreementState.SIGNING":
    "Every party has its letter number and signs; it can go back while nobody has.",
  "AgreementState.SUPERSEDED":
    "Another took its place: its renewal, which took over the institutions, or one that the reason tells of.",
  "AgreementState.TERMINATED": "Ended before its time; its services ended that day.",

  "DocumentLanguage.EN": "English.",
  "DocumentLanguage.ID": "Indonesian.",

  "DraftingStep.DRAFT": "Back to be changed, unless somebody has signed.",
  "DraftingStep.REVIEW": "To be read by those concerned.",
  "DraftingStep.SIGNING": "To be signed; every party needs its letter number.",

  "OnboardingStep.CONNECTED": "Its service is connected, the last step before it runs.",
  "OnboardingStep.DATA_ENTERED": "Its data are in the service.",
  "OnboardingStep.ENDED":
    "Its service is over; the only step that can be recorded under an expired agreement.",
  "OnboardingStep.LIVE": "Its service runs; the day is its first.",
  "OnboardingStep.TRAINED":
    "Its people were trained, as by attending a training under the agreement.",

  "PartyKind.AGENCY": "An agency (dinas) of a local government, under the same rules.",
  "PartyKind.COMPANY": "A firm that is none of these.",
  "PartyKind.INSTITUTION": "Whom the service is for, as a clinic or a school.",
  "PartyKind.LOCAL_GOVERNMENT":
    "A province, kabupaten or kota, under whose rules a PKS rests on a Kesepakatan Bersama.",
  "PartyKind.PROVIDER": "Who gives the service.",

  "SignatureMethod.CERTIFIED_ELECTRONIC":
    "With a certificate of a PSrE, which is named with the certificate's serial.",
  "SignatureMethod.UNCERTIFIED_ELECTRONIC": "Electronic, without such a certificate.",
  "SignatureMethod.WET": "By hand, on paper.",

  "StampKind.ELEKTRONIK": "An e-meterai, by its serial of 22 digits.",
  "StampKind.TEMPEL": "A paper stamp, by its printed number.",

  "VerificationResult.INVALID":
    "It is not; the agreement shows a warning until a later verification corrects it.",
  "VerificationResult.UNKNOWN": "It could not be told.",
  "VerificationResult.VALID": "The signature is genuine.",
};
