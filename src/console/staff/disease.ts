const MONDO = /^MONDO:\d{7}$/;

/** Whether a text that was typed for a disease names none that the ledger could hold. Nothing typed is no fault. */
export function isNoDisease(typed: string): boolean {
  return typed.trim() !== '' && !MONDO.test(typed.trim());
}
