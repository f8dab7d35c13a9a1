// The one name that nothing in a file may have.

/**
 * Where a key of `value` is called `__proto__`, which objects of JavaScript, and so schemas, pass
 * over; null for nowhere.
 */
export function reservedPath(value: unknown): readonly (string | number)[] | null {
  if (typeof value !== 'object' || value === null) return null
  for (const [key, member] of Object.entries(value)) {
    const below = key === '__proto__' ? [] : reservedPath(member)
    if (below !== null) return [Array.isArray(value) ? Number(key) : key, ...below]
  }
  return null
}

export const reservedMessage = '__proto__ cannot be a name'
