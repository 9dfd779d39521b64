// Waiting for the browser to draw.

const UNSEEN_MS = 200; // a page in a tab behind others draws no frames

/** After the next frame is drawn; a page that nobody sees draws none, and goes on without. */
export const nextFrame = (): Promise<void> =>
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, UNSEEN_MS);
  });
