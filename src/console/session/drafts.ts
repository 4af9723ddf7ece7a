import { useState } from 'react';
import { ofTab } from './text-store.ts';

const PREFIX = 'custos-draft ';
const OWNER = 'custos-drafts-of';

/** What somebody typed in a form of that name: it outlives an expired session and a reload, and goes with the tab, or when its owner signs
 *  out. */
export function useDraft<Draft extends object>(
  name: string,
  first: Draft,
): readonly [Draft, (change: Partial<Draft>) => void, () => void] {
  const key = `${PREFIX}${name}`;
  const [draft, setDraft] = useState<Draft>(() => ({ ...first, ...kept<Draft>(key) }));
  const change = (changed: Partial<Draft>) =>
    setDraft((before) => {
      const after = { ...before, ...changed };
      ofTab.write(key, JSON.stringify(after));
      return after;
    });
  const forget = () => ofTab.remove(key);
  return [draft, change, forget];
}

/** As what is typed in a form of that name, from where no form is. */
export function keepDraft(name: string, draft: object): void {
  ofTab.write(`${PREFIX}${name}`, JSON.stringify(draft));
}

/** Whoever is in has its own drafts: another one's are forgotten. */
export function ownDrafts(owner: string): void {
  const before = ofTab.read(OWNER);
  if (before !== undefined && before !== owner) forgetDrafts();
  ofTab.write(OWNER, owner);
}

export function forgetDrafts(): void {
  for (const key of ofTab.keys()) if (key.startsWith(PREFIX)) ofTab.remove(key);
}

function kept<Draft>(key: string): Partial<Draft> {
  try {
    return JSON.parse(ofTab.read(key) ?? '{}');
  } catch {
    return {};
  }
}
