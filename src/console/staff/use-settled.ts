import { useEffect, useState } from 'react';

/** So long after the last key what is typed is asked for. */
const REST_MS = 250;

/** A text as it stood when nobody had typed for a moment: what is asked of the gateway is not asked with each key. */
export function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
