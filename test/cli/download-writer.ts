import { DownloadStore } from '../../src/cli/download-store.ts';
import { FHIR, fhirItem, OF, receive } from './sample-download.ts';

/** Downloads what is missing of so many items into a directory, until it is killed. */
const [directory = '', count = '0'] = process.argv.slice(2);
const store = await DownloadStore.open(directory, OF);
process.stdout.write('open\n');
for (let index = 0; index < Number(count); index++) {
  if (store.held(index) === undefined) await receive(store, index, fhirItem(index).text, FHIR);
}
await store.close();
