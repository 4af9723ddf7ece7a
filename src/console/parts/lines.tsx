/** Sentences as the texts have them: what begins with a dash belongs to the sentence before. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  const sentences: { readonly line: string; readonly items: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) sentences.at(-1)?.items.push(line.slice(2));
    else sentences.push({ line, items: [] });
  }
  return sentences.map(({ line, items }) => (
    <div key={line} className="stack close">
      <p>{line}</p>
      {items.length > 0 && (
        <ul className="items">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  ));
}
