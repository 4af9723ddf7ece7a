/** Loaded before the program: of each content stream, a byte of the last item is another one than the gateway sent. */
const START = Buffer.from('custos-content/v1\n');
const sent = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const response = await sent(input, init);
  if (!response.ok || !String(input).endsWith('/content')) return response;
  const body = Buffer.from(await response.arrayBuffer());
  let last = 0;
  for (let at = START.length; at < body.length; at += 5 + body.readUInt32BE(at + 1)) {
    if (String.fromCharCode(body[at] ?? 0) === 'D') last = at + 5;
  }
  body[last] = (body[last] ?? 0) ^ 1;
  return new Response(body, response);
};
