/** In the form of RFC 9562. Version and variant say nothing: Synthea and others fill all bits, and ids that somebody
 *  numbered may have both. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of 32 digits that were drawn, less than one in 10,000 has fewer different ones, fewer letters, or a run as long. */
const MIN_DIFFERENT = 9;
const MIN_LETTERS = 4;
const RUN = /(.)\1{6}/;

/** Further identifiers under which the vault remembers a Patient, so that an export without it still finds whose its
 *  resources are: the resource on each of the export's servers, and its id alone where that is a UUID. Any other id
 *  counts within its server only: `Patient/1` of another one is another person. */
export function sourceAliases(id: string, servers: readonly string[]): string[] {
  const onServers = servers.map((server) => `${server}/Patient|${id}`);
  return isUnique(id) ? [`urn:custos:fhir-patient|${id.toLowerCase()}`, ...onServers] : onServers;
}

/** Whether an id is nobody else's on any server: a UUID that looks drawn at random, and not numbered. */
export function isUnique(id: string): boolean {
  const text = id.toLowerCase();
  if (!UUID.test(text)) return false;
  const digits = text.replaceAll('-', '');
  const letters = digits.replace(/[0-9]/g, '').length;
  return new Set(digits).size >= MIN_DIFFERENT && letters >= MIN_LETTERS && !RUN.test(digits);
}
