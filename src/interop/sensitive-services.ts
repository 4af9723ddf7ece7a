import type { CategoryCode } from '../core/categories.ts';

type Rules = readonly (readonly [RegExp, CategoryCode])[];

/** CPT and level II of HCPCS, which claims mix under one system: five digits, or a letter and four. */
export const HCPCS: Rules = [
  [
    /^90(?:78[5-9]|79|8)|^9(?:6127|613\d|9484|949[2-4])|^H(?:00|2)|^G(?:0410|0411|0444|2214)|^J(?:0401|163[01]|194[34]|2358|2426|2680|2794|3486)|^S948[045]/,
    'PSY',
  ],
  [
    /^9940[6-9]|^8030[5-7]|^8032[0-6]|^803(?:48|49|53|56|58|59)|^82075|^H(?:000[13]|000[5-9]|001\d|002[0-29]|004[79]|0050|203[4-6])|^G(?:039[67]|044[23]|048[0-3]|0659|20(?:6[7-9]|7\d|80)|208[6-8])|^J(?:057[0-578]|2310|2315)|^Q999[12]|^S9475|^T10(?:0[6-9]|1[0-2])/,
    'SUD',
  ],
  [/^86(?:689|70[1-3])|^87(?:389|39[01]|53[4-9]|806|90[0-46])|^80081|^G043[2-5]|^J(?:0739|0741|3485)/, 'HIV'],
  [
    /^11976|^55(?:250|450|970|980)|^544(?:0\d|1[0-7])|^57170|^58(?:30[01]|32[1-3]|565|6(?:0\d|1[0-5])|67[01]|97[0-6])|^598[4-6]|^89(?:2[5-9]|3)|^J(?:729[4-8]|730[01346-7]|1050)|^A426[1-9]|^S(?:4989|4993|40(?:1[1-9]|[23]\d|4[0-2])|226[0-7])/,
    'SEX',
  ],
  [
    /^8659[23]|^86(?:780|63[12])|^87(?:110|270|320|49[0-2]|59[0-2]|62[3-5]|661|808|810|850)|^906(?:49|5[01])|^G0445/,
    'STD',
  ],
  [
    /^59|^768(?:0\d|1\d|2[0-8])|^81025|^8470[2-4]|^019(?:5[89]|6\d)|^800(?:55|81)|^82731|^814(?:20|22)|^81507|^9950[01]|^H100[0-5]|^S(?:019[01]|226[0-7])/,
    'PREGNANT',
  ],
  [/^81(?:10[5-9]|1[1-9]|[2-4]|5\d\d)|^882[3-9]|^9604[01]|^S38[0-7]/, 'GDIS'],
  [/^85660/, 'SCA'],
  [/^99170/, 'SDV'],
  [/^961(?:16|2[15])|^99483|^9715[1-8]/, 'COGN'],
];

/** ICD-10-PCS by section: obstetrics (1), mental health (G) and substance abuse treatment (H). */
export const ICD10PCS: Rules = [
  [/^1/, 'PREGNANT'],
  [/^10A|^0U[57BLT][567]|^0V[5BLT][NPQ]|^0UH9.H|^0W4[MN]/, 'SEX'],
  [/^GZ/, 'PSY'],
  [/^HZ/, 'SUD'],
];

/** OPS: psychiatric and psychosomatic treatment, withdrawal, birth and operations of obstetrics. */
export const OPS: Rules = [
  [/^9-(?:6|4[01])|^1-90|^8-630/, 'PSY'],
  [/^8-985|^9-647/, 'SUD'],
  [/^9-2(?:6|80)|^5-7[2-5]/, 'PREGNANT'],
  [/^5-(?:63[67]|663|646|751)/, 'SEX'],
];

/** Departments of German hospitals (Fachabteilungsschlüssel of § 301 SGB V): the first digits name the discipline. */
export const DEPARTMENTS: Rules = [
  [/^(?:29|30|31)\d\d$/, 'PSY'],
  [/^2950$/, 'SUD'],
  [/^2[45]\d\d$/, 'PREGNANT'],
];

/** Specialties of providers by the National Uniform Claim Committee. */
export const NUCC: Rules = [
  [/^2084(?:P08|F0202|B0040)|^10(?:3[GT]|1YM)|^1041C|^36(?:3LP08|4SP08)|^2(?:83Q|73R)|^261QM08|^323P/, 'PSY'],
  [/^2084(?:A0401|P0802)|^101YA0400|^261QR0405|^3245|^207[LQR]A0401/, 'SUD'],
  [/^207V|^176B|^367A/, 'PREGNANT'],
  [/^207SG|^170300000X/, 'GDIS'],
];

/** Places of care by HL7 (RoleCode). */
export const PLACES: Rules = [
  [/^(?:PSYCHF|PSY|PHU)$/, 'PSY'],
  [/^SURF$/, 'SUD'],
];
