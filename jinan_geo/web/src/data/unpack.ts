// Base64 and gzip: how the page carries its data and its program.

type FromBase64 = { fromBase64?: (text: string) => Uint8Array };

export function fromBase64(text: string): Uint8Array {
  const native = (Uint8Array as unknown as FromBase64).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  if (typeof DecompressionStream === "undefined")
    throw new Error("this browser is too old to unpack the data");
  const stream = new DecompressionStream("gzip");
  // Written straight into the stream: a Blob between would go through another process.
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes as BufferSource).then(() => writer.close());
  try {
    const [unpacked] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
    return new Uint8Array(unpacked);
  } catch {
    throw new Error("the packed data are damaged"); // the browser would speak of a failed fetch
  }
}
