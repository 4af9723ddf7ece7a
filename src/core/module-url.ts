/** URL of the module `name` beside the module of that URL, in the form in which the latter runs: TypeScript as it is, or
 *  JavaScript in an installed package. For threads and processes, whose modules are named by URL. */
export function moduleBeside(of: string, name: string): URL {
  return new URL(`./${name}${/\.[a-z]+$/.exec(of)?.[0] ?? ''}`, of);
}
