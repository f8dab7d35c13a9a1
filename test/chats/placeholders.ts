// Stable placeholders for tokens and names in a chat file, numbered in the order of appearance.

/** Real tokens of other lengths or letters never look like these. */
const tokens = `K7QM2P 3HXT9W R4VJ8D 6NBYF5 W2CKSG 9ZPT7E H5MRQ3 D8XGV4 T6JWN2 B9FYK7 G3QZC5 V7HPD9
  M4SXR6 Y2NTJ8 P5BKW3 C9GVF4 J6ZQH7 X8RMD2 S3WYT5 F7CNK9 Q4PJB6 Z5DVG8 N9HXS3 E2TFR7 4KMWY6 7VQZJ3
  5GRCX8 8TBHP4 2DNFS9 AW6KQ3 KD5T9C RX7N4H 9QFZ6V
  H8CW5M TP3Y7J 5ZKN2S V9BGX4 YR6D8Q 3WJH7P M5TFC9 Q8XKV2 6PGZ4D B3NSW7 X7CYH5 D4QMT8`.split(/\s+/)

const names = `C-7F3K C-9M2D C-4XTH C-K8PW C-2VQJ C-R5NB C-6GYS C-D3ZC C-W9HF C-3JKT C-P7XR C-5BMV
  C-H2QG C-8SNY C-T4DW C-Z6FC C-J9RP C-V3KM C-G5XH C-N8TB C-Q2WJ C-Y7DS C-M4ZF C-B6GK C-X9PV C-C3HN
  C-F8QR C-S5JT C-2KYW C-9DMX C-4RGB C-E7VZ C-A3PF C-6TNQ C-H8WC C-3XJD C-R9KS C-7BYM`.split(/\s+/)

/** The locale's example of a name is not a person's name. */
const example = 'C-7F3K'

export interface StandIns {
  /** From the program's output to the text of the file. */
  shown(text: string): string
  /**
   * From the text of the file to what a person really types; case and width of letters are kept.
   */
  typed(text: string): string
  /** A token that some letter carried. */
  meet(token: string): void
  readonly tokens: () => readonly string[]
}

export function standIns(): StandIns {
  const known = new Map<string, string>()
  const invented = new Set<string>()
  const take = (real: string, list: readonly string[]) => {
    if (known.has(real)) return
    const taken = [...known.values()].filter((one) => list.includes(one)).length
    const next = list[taken]
    if (next === undefined) throw new Error('A chat that long needs more stand-ins.')
    known.set(real, next)
  }
  return {
    meet: (token) => take(token, tokens),
    tokens: () => [...known.keys()].filter((real) => !real.startsWith('C-')),
    shown(text) {
      const named = text.replace(/\bC-[2-9A-HJ-KMNP-TV-Z]{4,8}\b/g, (real) => {
        if (real === example || invented.has(real)) return real
        take(real, names)
        return known.get(real) ?? real
      })
      return replaced(
        named,
        [...known].filter(([real]) => !real.startsWith('C-')),
      )
    },
    typed(text) {
      const upper = text.normalize('NFKC').toUpperCase()
      const early = [...tokens, ...names].find(
        (one) => upper.includes(one) && ![...known.values()].includes(one),
      )
      if (early !== undefined) throw new Error(`Nobody has seen ${early} yet.`)
      for (const name of upper.match(/\bC-[0-9A-Z]{4,8}\b/g) ?? [])
        if (![...known.values()].includes(name)) invented.add(name)
      const back = [...known].map(([real, standIn]) => [standIn, real] as const)
      return replaced(text, [
        ...back,
        ...back.map(([from, to]) => [from.toLowerCase(), to.toLowerCase()] as const),
        ...back.map(([from, to]) => [wide(from), wide(to)] as const),
      ])
    },
  }
}

/** All at once, so that no replacement is replaced again. */
function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return text
  const found = new Map(pairs)
  const pattern = new RegExp([...found.keys()].join('|'), 'gu')
  return text.replace(pattern, (one) => found.get(one) ?? one)
}

function wide(text: string): string {
  return text.replace(/[0-9A-Z]/g, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0))
}
