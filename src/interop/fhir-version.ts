import { compareInstants, type Instant, readInstant } from './fhir-date.ts';
import { asObject, asText, type JsonObject } from './fhir-json.ts';

/** When a version of a resource was written, as far as it says so itself. */
export interface ResourceVersion {
  readonly updated: Instant | null;
  /** Null where the server does not number its versions. */
  readonly number: bigint | null;
}

export function versionOf(resource: JsonObject): ResourceVersion {
  const meta = asObject(resource['meta']);
  const id = asText(meta?.['versionId']) ?? '';
  return { updated: readInstant(asText(meta?.['lastUpdated'])), number: /^\d{1,64}$/.test(id) ? BigInt(id) : null };
}

/** Which of two versions of a resource is the newer one: above 0 for `a`, below 0 for `b`, and null where they do not
 *  say or contradict themselves. Numbers count only where both have one. */
export function compareVersions(a: ResourceVersion, b: ResourceVersion): number | null {
  const byTime = a.updated === null || b.updated === null ? 0 : compareInstants(a.updated, b.updated);
  const byNumber =
    a.number === null || b.number === null ? 0 : Number(a.number > b.number) - Number(a.number < b.number);
  if (byTime * byNumber < 0) return null;
  return byTime || byNumber || null;
}
