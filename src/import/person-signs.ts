import type { SharedSign } from '../core/import-report.ts';

/** What columns and members that hold something of a person are called, in the languages of hospitals' exports. Word for word: the name of
 *  a unit, a site or a file is none of a person. */
const TITLES: readonly (readonly [SharedSign, RegExp])[] = [
  [
    'name',
    /^(?:name|names|full ?name|(?:patient|first|last|given|family|middle|maiden|sur|fore) ?names?|name of patient|surname|family|given|nome|nomes|nome completo|nome (?:do )?(?:doente|utente|paciente)|apelido|apelidos|sobrenome|nombre|nombres|apellidos?|nom|prenom|vorname|nachname|familienname)$/,
  ],
  [
    'birth-date',
    /^(?:dob|d\.?o\.?b\.?|birth|born|birth ?dates?|birth ?day|date ?of ?birth|data (?:de )?nascimento|nascimento|dt nasc(?:imento)?|datanascimento|fecha (?:de )?nacimiento|date (?:de )?naissance|geburtsdatum|geb ?datum)$/,
  ],
  [
    'number',
    /^(?:mrn|pid|patient|patient ?(?:id|no|nr|number)|medical record (?:no|number)|nhs ?(?:no|number)|ssn|social security(?: number)?|insurance (?:no|number)|numero (?:de |do )?(?:processo|utente|doente)|n\.?º? ?(?:de |do )?(?:processo|utente|doente)|nif|sns|numero de utente|versichertennummer|kvnr|patientennummer)$/,
  ],
  [
    'contact',
    /^(?:address|street|post ?code|postal ?code|zip ?code|e ?mail|e-mail|email ?address|phone|phone ?(?:no|number)|telephone|mobile|morada|rua|codigo postal|telefone|telemovel|correio eletronico|direccion|adresse|strasse|telefon)$/,
  ],
];
const CELLS = /[,;\t|]/;
/** Whatever has a name, not a person alone, has members that are called so. */
const OF_ANYTHING = /^(?:names?|nomes?|nombres?|nom|patient|street|address)$/;
const MEMBERS = /"([\p{L}_ -]{2,40})"\s*:/gu;
const DATE = /^(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d)$/;
/** Two words to four, each with a capital letter, or all in capitals. */
const NAME = /^\p{Lu}[\p{L}'’.-]+(?:,? (?:(?:de|da|do|dos|das|e|van|von|der|la|del|y) )?\p{Lu}[\p{L}'’.-]*){1,3}$/u;
/** Several cells may make a name together. */
const WORD = /^\p{Lu}[\p{L}'’-]+$/u;

/** What in a line looks as if it told of persons: as the first one of a table, the titles of its columns; as an object, the names of its members;
 *  else a name beside a date. */
export function signsIn(line: string, isFirst: boolean): readonly SharedSign[] {
  const cells = line.split(CELLS).map((cell) => cell.trim().replaceAll('"', ''));
  const members = Array.from(line.matchAll(MEMBERS), ([, member = '']) => plain(member));
  const titles = [...(isFirst ? cells.map(plain) : []), ...members.filter((member) => !OF_ANYTHING.test(member))];
  const said = titles.flatMap((title) => TITLES.filter(([, is]) => is.test(title)).map(([sign]) => sign));
  return isOfPerson(cells) ? [...said, 'name', 'birth-date'] : said;
}

function isOfPerson(cells: readonly string[]): boolean {
  if (!cells.some((cell) => DATE.test(cell))) return false;
  return cells.some((cell, i) => NAME.test(cell) || (WORD.test(cell) && WORD.test(cells[i + 1] ?? '')));
}

/** `dateOfBirth`, `DATE_OF_BIRTH` and `Date of birth` are one. */
function plain(title: string): string {
  return title
    .replace(/^\ufeff/, '')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}
