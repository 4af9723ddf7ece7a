import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { DraftChanges } from '../../core/version-changes.ts';
import type { Vault } from '../../vault/vault.ts';
import { compareVersions, narrows } from '../../vault/version-changes.ts';

/** Null where nothing of the dataset was published. */
export async function changesOf(vault: Vault, volume: number): Promise<DraftChanges | null> {
  const { dataset } = vault.versions.summary(volume);
  const published = vault.versions.list(dataset).filter(({ version }) => version !== null);
  const [last] = published.sort((a, b) => (b.version ?? 0) - (a.version ?? 0));
  if (last === undefined) return null;
  const erased = async (subjects: readonly Pseudonym[]): Promise<Set<Pseudonym>> => {
    const keys = await vault.subjects.keysOf(subjects);
    return new Set(subjects.filter((_, i) => keys[i] === null));
  };
  const [before, after] = await Promise.all([last.volume, volume].map((one) => compared(vault, one)));
  if (before === undefined || after === undefined) return null;
  return { since: last.version ?? 0, ...(await compareVersions(before, after, erased)) };
}

/** Throws VERSION_SHRINKS where a draft holds less than the last version or gives anything to somebody else. */
export async function refuseShrinking(vault: Vault, volume: number): Promise<void> {
  const changes = await changesOf(vault, volume);
  if (changes === null || !narrows(changes)) return;
  const { since, lost, moved, patientsLosing } = changes;
  const parts = [
    ...counted(lost).map((part) => `${part} are lost`),
    ...counted(moved).map((part) => `${part} belong to somebody else`),
  ];
  throw new CustosError(
    'VERSION_SHRINKS',
    `Against version ${since}, of ${patientsLosing} patients: ${parts.join(', ')}. Nothing was published. See what is missing in the import’s changes; where it is meant, publish with --accept-shrink (acceptShrink).`,
    { details: { since, patients: patientsLosing, lost: counted(lost), moved: counted(moved) } },
  );
}

function counted(kinds: Readonly<Record<string, number>>): string[] {
  return Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
}

async function compared(vault: Vault, volume: number) {
  return { view: await vault.versions.view(volume), sources: await vault.versions.sources(volume) };
}
