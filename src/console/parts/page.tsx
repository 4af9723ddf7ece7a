import { type ReactNode, useEffect, useRef } from 'react';

/** One page: its heading is a sentence or a question, which screen readers are taken to when the page is shown. */
export function Page({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Custos`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className="stack wide">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
