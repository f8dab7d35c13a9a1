// Lines of a stream of bytes: a line feed ends one, and nothing else does. Node's own reader of
// lines ends one at U+2028 as well from Node 24 on, which JSON leaves as it is inside a text.

export interface LineSplitter {
  /** The lines that end within these bytes, without their ends; null for one that is too long. */
  feed(bytes: Buffer): readonly (Buffer | null)[]
  /** What stands behind the last line feed, where anything does. */
  end(): readonly (Buffer | null)[]
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Of a line with more than `most` bytes nothing is kept. */
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
