// What a command of the command line writes for its user, when it runs inside a test.

/** Everything that went to the standard output meanwhile. */
export async function writtenBy(run: () => Promise<unknown>): Promise<string> {
  const { stdout } = process
  const write = stdout.write
  const parts: string[] = []
  stdout.write = (part: string | Uint8Array) => {
    parts.push(String(part))
    return true
  }
  try {
    await run()
  } finally {
    stdout.write = write
  }
  return parts.join('')
}
