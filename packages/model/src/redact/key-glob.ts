// Patterns of attribute keys: the whole key, in which `*` stands for any text; upper and lower case are
// the same. Matched without backtracking, so that no key is slow.

export function keyGlob(pattern: string): (key: string) => boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  if (last === undefined) return (key) => key.toLowerCase() === first;
  return (key) => {
    const text = key.toLowerCase();
    if (!text.startsWith(first)) return false;
    let at = first.length;
    // The leftmost place of each part leaves the most room for those behind it.
    for (const part of others) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
