import { writeFileSync } from 'node:fs';
import { formatVectors, purposeVectors } from './purpose-vectors.ts';

/** Writes the committed vectors anew: `node test/core/write-vectors.ts`. A difference is a change of version. */
writeFileSync(new URL('../vectors/purposes.json', import.meta.url), formatVectors(purposeVectors()));
