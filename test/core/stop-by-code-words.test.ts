import { describe, expect, it } from 'vitest';
import { decisionSentences } from '../../src/core/consent-text/decision-sentences.ts';

describe('what is said once a code stopped something', () => {
  it.each([
    ['en', 'since then', 'does not say', 'if nothing comes, call'],
    ['pt', 'desde então', 'não diz', 'se não chegar nada, telefone'],
  ] as const)('claims no more than its receipt shows, and says how to know the rest: %s', (language, ...parts) => {
    const said = decisionSentences(language).byCode.done('3 May 2026, 10:00', 7);
    for (const part of [...parts, '3 May 2026, 10:00', '7']) expect(said).toContain(part);
  });
});
