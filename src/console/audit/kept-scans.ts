import type { GatewayClient } from '../../client/index.ts';
import { entriesReader } from './entries-reader.ts';
import { LogScan } from './log-scan.ts';

const scans = new WeakMap<GatewayClient, LogScan>();

/** The one of whoever is in: what was read stays while other pages are looked at, and goes with the person. */
export function scanOf(gateway: GatewayClient): LogScan {
  const known = scans.get(gateway) ?? new LogScan(gateway, entriesReader);
  scans.set(gateway, known);
  return known;
}
