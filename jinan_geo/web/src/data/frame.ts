// Waiting for the browser to draw.

const UNSEEN_MS = 200; // a page in a tab behind others draws no frames

/** After the next frame is drawn; a page that nobody sees draws none, and goes on without. */
export const nextFrame = (): Promise<void> =>
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, UNSEEN_MS);
  });

const SOME = 20_000;
const MANY = 100_000;

/** Of so many features each step takes long: let the browser do what waits between two of them, of more also draw. */
export async function breathe(features: number): Promise<void> {
  if (features > MANY) await nextFrame();
  else if (features > SOME) await new Promise((done) => setTimeout(done));
}

const PATIENT_MS = 50; // where a browser does not say that it is idle

/** When a browser has nothing else to do. */
export function whenIdle(work: () => void): number {
  if (typeof requestIdleCallback === "function") return requestIdleCallback(() => work());
  return window.setTimeout(work, PATIENT_MS);
}
