import { buffer } from 'node:stream/consumers';
import { DownloadStore } from '../../src/cli/download-store.ts';
import { OF, receive } from './sample-download.ts';

/** Downloads what comes by stdin as one item, and says which error ended it. */
const [directory = '', mediaType] = process.argv.slice(2);
const content = (await buffer(process.stdin)).toString();
try {
  const store = await DownloadStore.open(directory, OF);
  await receive(store, 0, content, mediaType);
  await store.close();
  process.stdout.write('taken');
} catch (error) {
  process.stdout.write(String((error as NodeJS.ErrnoException).code));
}
