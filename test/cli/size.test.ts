import { expect, test } from 'vitest';
import { parseSize, writtenSize } from '../../src/cli/size.ts';

test.each([
  ['32MiB', 33_554_432],
  ['32M', 33_554_432],
  ['32 mb', 33_554_432],
  ['64KiB', 65_536],
  ['1G', 1_073_741_824],
  ['4096', 4096],
])('%s are %i bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(['', '0', '-1', '1.5M', 'much', '32MiB please', '32T'])('%j is refused', (text) => {
  expect(() => parseSize(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_234, '1.2 kB'],
  [12_300_000, '12.3 MB'],
  [2e15, '2000.0 TB'],
])('%i bytes are written as %s', (bytes, text) => {
  expect(writtenSize(bytes)).toBe(text);
});
