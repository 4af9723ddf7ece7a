const MONDO = /^MONDO:\d{7}$/;

/** Whether a text that was typed for a disease is no id in MONDO, by which permits, consents and requests name it. Nothing typed is no fault. */
export function isNoDisease(typed: string): boolean {
  return typed.trim() !== '' && !MONDO.test(typed.trim());
}
