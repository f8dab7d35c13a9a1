// Splits a stream of bytes into lines, only at LF or CRLF. Node's readline also splits at U+2028
// from Node 24 on, and JSON strings may contain that character.

export interface LineSplitter {
  /** The lines that end within these bytes, without their ends; null for one that is too long. */
  feed(bytes: Buffer): readonly (Buffer | null)[]
  /** The text after the last line feed; empty if there is none. */
  end(): readonly (Buffer | null)[]
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** `most`: the longest line in bytes; a longer one is dropped and reported as null. */
export function lineSplitter(most: number): LineSplitter {
  let parts: Buffer[] = []
  let length = 0
  const add = (part: Buffer) => {
    length += part.length
    if (length > most) parts = []
    else parts.push(part)
  }
  const ended = () => {
    const line = length > most ? null : withoutReturn(Buffer.concat(parts))
    parts = []
    length = 0
    return line
  }
  return {
    feed(bytes) {
      const lines: (Buffer | null)[] = []
      let from = 0
      for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
        add(bytes.subarray(from, to))
        lines.push(ended())
        from = to + 1
      }
      add(bytes.subarray(from))
      return lines
    },
    end: () => (length === 0 ? [] : [ended()]),
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line
}
