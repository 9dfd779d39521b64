// Base64 and gzip: how the page carries its data and its program.

type FromBase64 = { fromBase64?: (text: string) => Uint8Array };

function fromBase64(text: string): Uint8Array {
  const native = (Uint8Array as unknown as FromBase64).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** What is unpacked while more of its text comes. */
export interface Unpacking {
  /** Some of the text: but for the last in whole fours of characters. */
  take(base64: string): void;
  /** All of it, when the last has been taken. */
  end(): Promise<Uint8Array>;
}

export function startUnpacking(): Unpacking {
  if (typeof DecompressionStream === "undefined")
    throw new Error("this browser is too old to unpack the data");
  const stream = new DecompressionStream("gzip");
  // Written straight into the stream: a Blob between would go through another process.
  const writer = stream.writable.getWriter();
  const unpacked = new Response(stream.readable).arrayBuffer();
  const steps: Promise<unknown>[] = [];
  const keep = (step: Promise<unknown>): void => {
    step.catch(() => undefined); // told at the end
    steps.push(step);
  };
  keep(unpacked);
  const write = async (base64: string): Promise<void> =>
    writer.write(fromBase64(base64) as BufferSource);
  return {
    take: (base64) => keep(write(base64)),
    async end() {
      keep(writer.close());
      try {
        await Promise.all(steps);
        return new Uint8Array(await unpacked);
      } catch {
        throw new Error("the packed data are damaged"); // the browser would speak of a failed fetch
      }
    },
  };
}

export async function unpack(base64: string): Promise<Uint8Array> {
  const unpacking = startUnpacking();
  unpacking.take(base64);
  return unpacking.end();
}
