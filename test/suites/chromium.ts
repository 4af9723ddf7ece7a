import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** A browser in a container, for pages of this machine alone. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
/** A phone that verifies its owner and keeps passkeys. */
export const PHONE = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** A browser of its own, closed by whoever opened it. */
export async function openChromium(): Promise<Browser> {
  await requireChromium();
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Debian's own, installed where it is not there. */
async function requireChromium(): Promise<void> {
  if (existsSync(CHROMIUM)) return;
  await promisify(execFile)('apt-get', ['install', '-y', '-q', 'chromium']).catch((cause) => {
    throw new Error('This suite needs Chromium at /usr/bin/chromium: apt-get install chromium, as root.', { cause });
  });
}
