import { type ReactNode, useEffect, useRef } from 'react';

/** What came of a press: it has the focus and is in view, wherever on the page it stands. */
export function Landed({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Not before a dialogue that closes has given back the focus that it held.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        box.current?.focus({ preventScroll: true });
        box.current?.scrollIntoView({ block: 'center' });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <div ref={box} tabIndex={-1} className="landed">
      {children}
    </div>
  );
}
