import { parentPort } from 'node:worker_threads';
import type { Bytes } from '../core/bytes.ts';
import { loadCrypto } from './crypto.ts';
import { recoverKeys } from './sender-questions.ts';

/** The thread behind `Senders`. */
const port = parentPort;
if (port) {
  const crypto = await loadCrypto();
  const reply = (answers: Bytes): void => port.postMessage(answers, [answers.buffer as ArrayBuffer]);
  port.on('message', (questions: Bytes) => reply(recoverKeys(crypto, questions)));
  reply(new Uint8Array());
}
