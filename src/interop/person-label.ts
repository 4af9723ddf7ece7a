/** What labels of values say, in the languages in which hospitals write them. */
export const ABOUT_PERSON = 1;
export const ABOUT_NUMBER = 2;

/** Stems are found within words; words that others hold by chance stand between blanks. */
const PERSON = new RegExp(
  [
    // English
    'patient|mother|father|parent(?!er)|child|sibling|brother|sister|newborn|infant|baby|twin|spouse|partner|relative|related|guardian|guarantor|person|famil|donor|recipient|subject|mrn|member|insured|policy ?holder|subscriber',
    // German
    'mutter|vater|eltern|\\bkind(?:es|s)|saeugling|saugling|neugebor|geschwister|bruder|schwester|zwilling|\\behe(?:mann|frau|gatt)|angehorig|angehoerig|vormund|spender|empfanger|empfaenger|versichert',
    // French
    '\\bmere\\b|\\bpere\\b|enfant|\\bfrere|\\bsœur|\\bsoeur|nouveau.ne\\b|nourrisson|\\bjume(?:au|lle)|conjoint|\\bepou(?:x|se)\\b|tuteur|\\btutrice|\\bassure|donneu|receveu',
    // Spanish, Italian, Portuguese
    'madre|padre|\\bhij[oa]|\\bnin[oa]\\b|herman[oa]\\b|recien nacid|\\bgemel|conyuge|\\besposo?a?\\b|\\btutora?\\b|paciente|asegurad|donante|receptor',
    '\\bfigli[oa]|bambin|fratello|sorella|neonat|coniuge|\\bmarito|\\bmoglie|\\btutore|paziente|assistit|\\bdonatore|ricevente',
    '\\bmae\\b|\\bpai\\b|\\bfilh[oa]|\\birma[o]?\\b|recem.nascid|conjuge|\\butente|\\bdoador|segurad',
    // Dutch
    'moeder|\\bvader|\\bbroer|\\bzus(?:ter)?\\b|pasgeboren|tweeling|echtgeno|\\bvoogd|verzekerd|ontvanger|\\bhet kind\\b',
    // Japanese
    '母|父|親|兄|弟|姉|妹|子供|児|双子|夫|妻|配偶者|患者|家族|保護者|被保険者|続柄',
  ].join('|'),
);
const NUMBER =
  /numb|nummer|numer|\bn(?:r|o|um|umm|°|º)\b|\bid\b|ident|mrn|\bpid\b|record|chart|kennung|kennzeichen|\bakte|kvnr|kvid|dossier|historia|\bnhc\b|expediente|cartella|codice|matricol|prontuario|processo|registro|\bbsn\b|\bnhs\b|\bssn\b|\bipp\b|番号|カルテ|[^a-z]id$/;

/** Longer names of members and columns are sentences. */
const MAX_NAME = 60;

/** Bits of what a label says. It may be a text, or the end of a URL. */
export function meaningOf(label: string): number {
  const text = plain(label);
  return (PERSON.test(text) ? ABOUT_PERSON : 0) | (NUMBER.test(text) ? ABOUT_NUMBER : 0);
}

/** Whether a label says that its value is the number of a person. */
export function isPersonsNumber(label: string): boolean {
  return label.length <= MAX_NAME && meaningOf(label) === (ABOUT_PERSON | ABOUT_NUMBER);
}

/** In lower case, without accents, and with blanks between words that capital letters or underscores part. */
function plain(label: string): string {
  return label
    .replace(/(\p{Ll})(?=\p{Lu})|_/gu, '$1 ')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}
