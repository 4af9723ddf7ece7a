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
    `The ${where} is not what this route takes${at}: ${issue?.message ?? 'unknown'}.`,
    // Names of members, never what they hold.
    { details: { at: issue?.path.map(String) ?? [] } },
  );
}
