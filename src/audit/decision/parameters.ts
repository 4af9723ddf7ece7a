import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, type Json } from '../../core/canonical.ts';
import type { Entry } from '../../core/entry.ts';
import { ifReadable } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest } from '../../core/ids.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import { checkParameters } from '../../core/purposes.ts';
import type { Past } from '../past/replay.ts';
import type { ParameterSource } from '../source/sources.ts';

/** The parameters that modifiers of a version are compared with: those whose digest the chain names, or undefined
 *  where they are not at hand. A version without any is known by the digest of the empty object. */
export async function parametersOf(
  { dataset, version }: Entry,
  past: Past,
  source: ParameterSource | undefined,
): Promise<PurposeParameters | undefined> {
  if (dataset === undefined || version === undefined) return undefined;
  const digest = past.datasets.version(dataset, version)?.metadataDigest;
  if (digest === undefined) return undefined;
  return readAs({}, digest) ?? readAs(await source?.(dataset, version), digest);
}

function readAs(value: unknown, digest: Digest): PurposeParameters | undefined {
  if (value === undefined) return undefined;
  return ifReadable(() => {
    const json = value as Json;
    const same = toHex(domainHash('metadata', canonicalBytes(json))) === digest;
    return same ? checkParameters(json) : undefined;
  });
}
