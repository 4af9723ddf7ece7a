/** What is in a file that somebody chose or dropped; undefined for more than so many bytes, and for what cannot be read: a folder,
 *  or a file that was moved or locked since. */
export async function fileBytes(file: File | undefined, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (file === undefined || file.size > most) return undefined;
  return file.arrayBuffer().then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  );
}
