import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacsOf } from '../../src/vault/sealed-box.ts';

test('many HMACs under one key are those of OpenSSL, of messages of any length and in any order', () => {
  const key = randomBytes(32);
  const mac = hmacsOf(key);
  const lengths = [33, 0, 1, 64, 255, 256, 257, 1000, 0, 32];
  const messages = lengths.map((length) => randomBytes(length));
  const found = messages.map((message) => Buffer.from(mac(message)));
  expect(found).toEqual(messages.map((message) => createHmac('sha256', key).update(message).digest()));
});
