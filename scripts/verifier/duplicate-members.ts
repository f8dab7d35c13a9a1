// Finds duplicate members in a JSON text, of which parsers may take either.

/** Expects valid JSON. */
export function hasTwice(text: string): boolean {
  /** Member names of the open objects so far; null for an open array. */
  const open: (Set<string> | null)[] = []
  let isName = false
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
        open.push(new Set())
        isName = true
        break
      case '[':
        open.push(null)
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        isName = true
        break
      case '"': {
        const end = endOf(text, at)
        const names = open.at(-1)
        if (isName && names !== undefined && names !== null) {
          const name = String(JSON.parse(text.slice(at, end + 1)))
          if (names.has(name)) return true
          names.add(name)
        }
        isName = false
        at = end
      }
    }
  }
  return false
}

/** The index of the quotation mark that ends the string beginning at `from`. */
function endOf(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
