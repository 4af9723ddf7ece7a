import { bareMark, type Mark } from './fhir-mark.ts';

/** Patient (PID, MRG) and relatives (NK1, GT1, IN1) of an HL7 v2 message, with the fields that hold names, dates,
 *  addresses and telephones: a postal code is often somebody's number. */
const PERSON_SEGMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['PID', [5, 6, 7, 9, 11, 13, 14, 29]],
  ['MRG', [7]],
  ['NK1', [2, 4, 5, 6, 8, 9, 16, 30, 31, 32]],
  ['GT1', [3, 4, 5, 6, 7, 8, 13, 14, 17, 18]],
  ['IN1', [4, 5, 6, 7, 12, 13, 16, 18, 19, 44]],
  ['REL', []],
]);
/** The header, or a message that has lost it, with the separator of fields. */
const BEGINNING = /(?:^|[\r\n\v])(?:MSH|PID)([^\w\s])([^\w\s]?)([^\w\s]?)/;

/** Numbers of people in an HL7 v2 message, whatever its separators; what a hospital's own segments hold counts where
 *  it has the form of an identifier (CX). */
export function messageMarks(text: string): Mark[] {
  if (!text.includes('MSH') && !text.includes('PID')) return [];
  const [beginning, field = '|', ...others] = BEGINNING.exec(text) ?? [];
  if (beginning === undefined) return [];
  const [component = '^', repetition = '~'] = /MSH/.test(beginning) ? others.filter((one) => one !== '') : [];
  return text
    .split(/[\r\n\v]+/)
    .flatMap((segment) => numbersIn(segment.split(field), component, repetition))
    .filter((number) => /\d/.test(number))
    .map((number) => bareMark(number))
    .filter((mark) => mark !== null);
}

function numbersIn(fields: readonly string[], component: string, repetition: string): string[] {
  const [segment = ''] = fields;
  const others = PERSON_SEGMENTS.get(segment);
  if (others !== undefined)
    return fields.filter((_, number) => !others.includes(number)).flatMap((one) => parts(one, component, repetition));
  if (!/^Z[A-Z0-9]{2}$/.test(segment)) return [];
  return fields
    .flatMap((one) => one.split(repetition))
    .map((one) => one.split(component))
    .filter(([, , , authority = '', type = '']) => authority !== '' || type !== '')
    .map(([number = '']) => number);
}

function parts(field: string, component: string, repetition: string): string[] {
  return field.split(repetition).flatMap((one) => one.split(component).flatMap((part) => part.split('&')));
}
