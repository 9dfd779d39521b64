/** The same function, that makes its answer once for each object. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { answer: V }>();
  return (key) => {
    let found = made.get(key);
    if (!found) made.set(key, (found = { answer: make(key) }));
    return found.answer;
  };
}
