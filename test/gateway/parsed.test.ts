import { expect, it } from 'vitest';
import { z } from 'zod';
import { parsed } from '../../src/gateway/http/parsed.ts';

const SCHEMA = z.strictObject({ reason: z.string().min(10).max(20), list: z.array(z.int()).min(1).max(2).optional() });

it.each([
  [{ reason: 'Entry 13' }, /at reason: it has fewer than 10 characters\.$/],
  [{ reason: 'x'.repeat(21) }, /at reason: it has more than 20 characters\.$/],
  [{ reason: 'Entry 13 of it', list: [] }, /at list: it is empty\.$/],
  [{ reason: 'Entry 13 of it', list: [1, 2, 3] }, /at list: it has more than 2 entries\.$/],
  [{ reason: 13 }, /at reason: .*string/],
])('what is too short or too long is said in words, without what it holds: %j', (value, message) => {
  expect(() => parsed(SCHEMA, value, 'body')).toThrowError(message);
});
