// Captures what a command of the command line writes when it runs inside a test.

/** Everything that was written to standard output meanwhile, or to standard error. */
export async function writtenBy(
  run: () => Promise<unknown>,
  stream: NodeJS.WriteStream = process.stdout,
): Promise<string> {
  const write = stream.write
  const parts: string[] = []
  stream.write = (part: string | Uint8Array) => {
    parts.push(String(part))
    return true
  }
  try {
    await run()
  } finally {
    stream.write = write
  }
  return parts.join('')
}
