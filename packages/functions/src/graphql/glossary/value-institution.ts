/** What values of enums mean of people, organisations, institutions, regions and indicators. */
export const institution = {
  "Audience.EXACT":
    "Administrators, organisers and auditors without a limit to an edition or an institution: all numbers.",
  "Audience.OFFICIAL": "Officers of the province: numbers from 5.",
  "Audience.PUBLIC":
    "Everyone else, partners and officials of other provinces too: numbers from 11.",

  "ConsentBasis.CARRIED_OVER":
    "From dealings before consent was asked for; the staff confirm or withdraw it.",
  "ConsentBasis.GIVEN": "The institution's staff gave it.",

  "ErasureReason.CONSENT_WITHDRAWN": "The person took back their consent.",
  "ErasureReason.NO_LONGER_NEEDED": "What it was held for is reached.",
  "ErasureReason.REQUESTED": "The person asked for it.",
  "ErasureReason.UNLAWFUL": "It was obtained or processed against the law.",

  "HdiSeries.SP2010": "By the population census of 2010.",
  "HdiSeries.SP2020_LONG_FORM": "By the long form of the population census of 2020.",

  "HdiStatus.HIGH": "Tinggi: from 70 to below 80.",
  "HdiStatus.LOW": "Rendah: below 60.",
  "HdiStatus.MEDIUM": "Sedang: from 60 to below 70.",
  "HdiStatus.VERY_HIGH": "Sangat tinggi: 80 or more.",

  "IdentityNumberKind.FACILITY_CODE": "Of a clinic or puskesmas, usually 7 digits.",
  "IdentityNumberKind.NIB": "Of a business, 13 digits.",
  "IdentityNumberKind.NIK": "Of a person, 16 digits with region, birth date and sex.",
  "IdentityNumberKind.NISN": "Of a student, 10 digits.",
  "IdentityNumberKind.NITKU": "Of a branch for taxes, 22 digits: the NPWP and six more.",
  "IdentityNumberKind.NPSN": "Of a school, 8 digits or letters.",
  "IdentityNumberKind.NPWP": "For taxes, 15 or 16 digits; a person's may be the NIK.",
  "IdentityNumberKind.REGION_CODE":
    "Of a local government: two digits of a province, four of a regency (Kemendagri).",
  "IdentityNumberKind.SATUSEHAT_ID": "Of a clinic or puskesmas in SatuSehat, usually 10 digits.",

  "IndicatorDirection.DOWN": "Less is better: a target lies below its baseline.",
  "IndicatorDirection.UP": "More is better: a target lies above its baseline.",

  "IndicatorLevel.PROVINCE": "Observed for a province as a whole.",
  "IndicatorLevel.REGENCY": "Observed for each kabupaten and kota.",

  "InstitutionKind.AGENCY": "An agency (dinas) of a local government, which is its parent.",
  "InstitutionKind.CLINIC": "Any clinic but a puskesmas, known by its facility code.",
  "InstitutionKind.COMPANY": "Known by its NIB; it can employ learners of bootcamps.",
  "InstitutionKind.LOCAL_GOVERNMENT":
    "A province, kabupaten or kota, known by the code of its region; it publishes needs.",
  "InstitutionKind.PUSKESMAS": "A public health centre, known by its facility code.",
  "InstitutionKind.SCHOOL": "Known by its NPSN; it can send students to internships.",
  "InstitutionKind.UNIVERSITY": "Known by its NPWP.",

  "OrganisationKind.INSTITUTION": "A clinic, a school or another institution, with its staff.",
  "OrganisationKind.LOCAL_GOVERNMENT": "A province, kabupaten or kota, with its officers.",
  "OrganisationKind.MINISTRY": "The ministry that holds the competitions.",
  "OrganisationKind.PARTNER": "Another organisation that reads by an API key.",
  "OrganisationKind.PROVIDER": "Who sells a service, with its staff.",

  "RegencyKind.CITY": "Kota.",
  "RegencyKind.REGENCY": "Kabupaten.",

  "Role.ADMINISTRATOR":
    "Gives roles and keys, and sees to runs, webhooks and messages that wait for a person; an organiser as well.",
  "Role.AUDITOR": "Reads, exports and follows the audit, and changes nothing.",
  "Role.INSTITUTION_STAFF":
    "Acts for an institution: answers agreements, consents to teams, sends people to trainings, orders, pays.",
  "Role.JUDGE": "Reads and votes on entries of stages with a vote; panels come by invitation.",
  "Role.MENTOR": "Gives no right, and is held only by those who were given it in earlier days.",
  "Role.ORGANISER":
    "Runs competitions for the ministry, from the edition to results, cohorts and indicators.",
  "Role.PROVIDER": "Sells and bills for a provider: catalogue, subscriptions, invoices, payments.",
  "Role.PROVINCIAL_OFFICER":
    "Checks applications, and sees to agreements, needs and indicators of a province.",

  "ScaleMeasure.BEDS": "Beds.",
  "ScaleMeasure.DOCTORS": "Doctors.",
  "ScaleMeasure.STUDENTS": "Students.",
  "ScaleMeasure.VISITS_PER_MONTH": "Visits of patients in a month.",

  "Sex.FEMALE": "A woman: in a NIK the day of birth has 40 added.",
  "Sex.MALE": "A man: in a NIK the day of birth stands as it is.",
};
