import type { PlainAnswer } from '../../client/index.ts';

/** In letters: what a page shows of an answer; the file has all of it. */
const MAX_SHOWN = 200_000;

export interface Shown {
  /** Undefined of what is no text. */
  readonly text: string | undefined;
  readonly isCut: boolean;
  /** Of the name of its file. */
  readonly ending: 'json' | 'ndjson' | 'txt' | 'bin';
}

const ENDINGS: readonly (readonly [RegExp, Shown['ending']])[] = [
  [/^application\/(?:[\w.-]+\+)?json\b/, 'json'],
  [/^application\/x-ndjson\b/, 'ndjson'],
  [/^text\//, 'txt'],
];

/** What is to be read of an answer: JSON in lines, other text as it came. */
export function shownBody({ headers, body }: PlainAnswer): Shown {
  const type = headers['content-type'] ?? '';
  const ending = ENDINGS.find(([pattern]) => pattern.test(type))?.[1] ?? 'bin';
  if (ending === 'bin') return { text: undefined, isCut: false, ending };
  const whole = new TextDecoder().decode(body);
  const text = ending === 'json' ? inLines(whole) : whole;
  return { text: text.slice(0, MAX_SHOWN), isCut: text.length > MAX_SHOWN, ending };
}

function inLines(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
