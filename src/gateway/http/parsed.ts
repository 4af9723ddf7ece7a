import type { z } from 'zod';
import { utf8Decode } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

/** INPUT_INVALID where it is no JSON. */
export function readJson(body: Uint8Array): unknown {
  const text = utf8Decode(body);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', 'The body is not JSON.', { cause });
  }
}

/** What the schema makes of the value; the value itself where there is none. INPUT_INVALID with the place. */
export function parsed(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new CustosError(
    'INPUT_INVALID',
    `The ${where} is not what this route takes${at}: ${issue === undefined ? 'unknown' : faultWords(issue)}.`,
    // Names of members, never what they hold.
    { details: { at: issue?.path.map(String) ?? [] } },
  );
}

/** What there may be too little or too much of, as people count it. */
const COUNTED: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

function faultWords(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return issue.message;
  const what = COUNTED[issue.origin];
  if (what === undefined) return issue.message;
  if (issue.code === 'too_big') return `it has more than ${issue.maximum} ${what}`;
  return issue.minimum === 1 ? 'it is empty' : `it has fewer than ${issue.minimum} ${what}`;
}
