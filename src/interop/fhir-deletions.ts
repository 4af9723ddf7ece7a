import { type Instant, readInstant } from './fhir-date.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** A resource that the server no longer has. */
export interface Deletion {
  /** `<type>/<id>`. */
  readonly resource: string;
  /** When it was known to be gone, if that is said. */
  readonly at: Instant | null;
}

/** What a Bundle says was deleted: its DELETE requests, as the Bulk Data export writes them into `deleted`
 *  (http://hl7.org/fhir/uv/bulkdata/export.html#response---complete-status). */
export function deletionsOf(bundle: JsonObject): Deletion[] {
  const at = readInstant(asText(bundle['timestamp']) ?? asText(asObject(bundle['meta'])?.['lastUpdated']));
  return asList(bundle['entry'])
    .map((entry) => asObject(asObject(entry)?.['request']))
    .filter((request) => request?.['method'] === 'DELETE')
    .flatMap((request) => {
      const [resource] = /[A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.exec(asText(request?.['url']) ?? '') ?? [];
      return resource === undefined ? [] : [{ resource, at }];
    });
}
