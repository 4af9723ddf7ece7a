/** Letters of the Arabic script that join with the next one, and those that join with the one before alone (Unicode 14,
 *  DerivedJoiningType: D and R). */
const DUAL = String.raw`\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687\u069a-\u06bf\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff\u0750-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777\u077a-\u077f\u0886\u0889-\u088d\u08a0-\u08a9\u08af\u08b0\u08b3-\u08b8\u08ba-\u08c8`;
const RIGHT = String.raw`\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0759-\u075b\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9`;
/** Of the scripts in use today (Unicode: combining class 9; UAX #31, table 5). */
const VIRAMA = String.raw`\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u17d2`;

/** A letter of another script than those that have no virama and look alike. */
const INDIC = String.raw`(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Armenian})\p{L}`;

/** Where what shows nothing by itself changes what is read: joiners after a virama, and between Arabic letters that would join
 *  (RFC 5892, appendix A.1 and A.2: CONTEXTJ; UAX #31, 2.3), and selectors of the form of a Han or Mongolian character. */
const MEANT = new RegExp(
  [
    String.raw`(?<=[${DUAL}]\p{Mn}*)\u200c(?=\p{Mn}*[${DUAL}${RIGHT}])`,
    String.raw`(?<=${INDIC}\p{M}*[${VIRAMA}])\u200c(?=${INDIC})`,
    String.raw`(?<=${INDIC}\p{M}*[${VIRAMA}])\u200d`,
    String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
    String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
  ].join('|'),
  'gu',
);

/** The text without the invisible characters that mean something where they stand. */
export function withoutJoiners(text: string): string {
  return text.replace(MEANT, '');
}
