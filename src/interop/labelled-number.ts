/** What people and systems write before the number of a patient, in the languages in which hospitals write. */
const LABELS = [
  'mrn|pid|kvnr|nhc|ipp|bsn|ihi',
  'kvid(?:-?10)?|kv-?n(?:umme)?r',
  'pat(?:ient(?:en|s)?)?[\\s_.-]{0,2}(?:id(?:ent\\w{0,20})?|n(?:r|o|um(?:mer|ber|[eé]ro)?))',
  'versicherten-?(?:nummer|nr|id)',
  '(?:record|chart|hospital|nhs|member|subscriber)[\\s_.-]{0,2}(?:n(?:o|r|um(?:ber)?)|id)',
  'historia cl[ií]nica|n[uú]mero de (?:historia(?: cl[ií]nica)?|paciente|processo|prontu[aá]rio|utente)',
  'num[eé]ro (?:de |du )?(?:patient|dossier)|n[°º] ?(?:(?:de|du|di) )?(?:patient|dossier|paciente|paziente|processo|utente)',
  'numero (?:di )?(?:paziente|cartella)|codice (?:fiscale|paziente)|prontu[aá]rio',
  'pati[eë]nt(?:en)?-?(?:nummer|nr)',
  '患者番号|患者 ?id|カルテ番号|診察券番号',
].join('|');
/** What stands between a label and its number: blanks, punctuation, markup. */
const BETWEEN = '(?:[\\s:#.=|;,"\'’()[\\]>：-]|<[^<>]{0,200}>|&nbsp;|&#160;){1,16}';
const LABEL_BEFORE = new RegExp(`(?<![A-Za-z])(?:${LABELS})${BETWEEN}(?:(?:is|ist|est|es|no|nr)\\b\\.?\\s)?$`, 'i');
const DIGITS = /\d[\d./-]+/g;
const IN_TOKEN = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9./-]/.test(String.fromCharCode(code))),
);
/** What is read before a number: more where markup may part it from its label. */
const MAX_LABEL = 48;
const MAX_MARKUP = 200;
const MAX_NUMBER = 64;

/** Numbers that a text says to be a patient's. */
export function labelledNumbers(text: string): string[] {
  const numbers: string[] = [];
  for (const { 0: digits, index } of text.matchAll(DIGITS)) {
    let start = index;
    while (start > 0 && index - start < MAX_NUMBER && IN_TOKEN[text.charCodeAt(start - 1)] === 1) start--;
    if (start > 0 && isLabelled(text, start)) numbers.push(text.slice(start, index + digits.length));
  }
  return numbers;
}

function isLabelled(text: string, start: number): boolean {
  const read = text[start - 1] === '>' ? MAX_MARKUP : MAX_LABEL;
  return LABEL_BEFORE.test(text.slice(Math.max(0, start - read), start));
}
