// Who changed what is shown: a reader, whom the map follows, or a script or link, which say themselves where to look.
let depth = 0;

/** Change something without the map following it. */
export function quietly<T>(change: () => T): T {
  depth++;
  try {
    return change();
  } finally {
    depth--;
  }
}

/** Whether what changes now is no reader's doing. */
export const isQuiet = (): boolean => depth > 0;
