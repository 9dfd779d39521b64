/** The same function, that makes its answer once for each object. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { answer: V }>();
  return (key) => {
    let found = made.get(key);
    if (!found) made.set(key, (found = { answer: make(key) }));
    return found.answer;
  };
}

/** The same function without arguments, that makes its answer when it is first asked, and once. */
export function once<V>(make: () => V): () => V {
  let found: { answer: V } | null = null;
  return () => (found ??= { answer: make() }).answer;
}
