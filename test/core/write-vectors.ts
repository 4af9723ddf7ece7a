import { writeFileSync } from 'node:fs';
import { formatVectors } from './format-vectors.ts';
import { formatVectors as formatPurposes, purposeVectors } from './purpose-vectors.ts';

/** Writes the committed vectors anew: `node test/core/write-vectors.ts`. A difference is a change of version. */
const folder = new URL('../vectors/', import.meta.url);
writeFileSync(new URL('purposes.json', folder), formatPurposes(purposeVectors()));
for (const [name, value] of Object.entries(formatVectors())) {
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(value, null, 2)}\n`);
}
