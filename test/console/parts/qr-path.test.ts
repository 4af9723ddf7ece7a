import jsqr from 'jsqr';
import { expect, it } from 'vitest';
import { qrPath } from '../../../src/console/parts/qr-path.ts';

/** Its types describe another form of the module than Node gives. */
const jsQR = jsqr as unknown as typeof jsqr.default;
const PIXELS = 4;

/** What another program reads, of the path as a printer draws it. */
function readBack({ size, path }: ReturnType<typeof qrPath>): string | undefined {
  const width = size * PIXELS;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < PIXELS ** 2; i++) {
      const [column, row] = [Number(x) * PIXELS + (i % PIXELS), Number(y) * PIXELS + Math.floor(i / PIXELS)];
      pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return jsQR(pixels, width, width)?.data;
}

it.each([
  'https://custos.hospital.example/enter/patient#ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'http://localhost:8080/enter/patient#234567ABCDEFGHIJKLMNOPQRST',
  `https://a.very.long.name.of.a.hospital.${'x'.repeat(60)}.example/enter/patient#ABCDEFGHIJKLMNOPQRSTUVWXYZ`,
])('is read by another program as it was written: %s', (address) => {
  expect(readBack(qrPath(address))).toBe(address);
});
