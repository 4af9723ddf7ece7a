/** RFC 9562, with version and variant: made to be no other's anywhere. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Further identifiers under which the vault remembers a Patient, so that an export without it still finds whose its
 *  resources are: the resource on each of the export's servers, and its id alone where that is a UUID. Any other id
 *  counts within its server only: `Patient/1` of another one is another person. */
export function sourceAliases(id: string, servers: readonly string[]): string[] {
  const onServers = servers.map((server) => `${server}/Patient|${id}`);
  return isUnique(id) ? [`urn:custos:fhir-patient|${id.toLowerCase()}`, ...onServers] : onServers;
}

/** Whether an id is nobody else's on any server. */
export function isUnique(id: string): boolean {
  return UUID.test(id);
}
